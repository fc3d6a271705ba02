import { define } from "../../state.ts";

export const handler = define.handlers((ctx) =>
  ctx.text(`${ctx.req.method} ${ctx.params["path"] ?? "(none)"}`)
);
