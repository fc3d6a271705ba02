import { define } from "../../../state.ts";

export const handler = define.handlers({
  GET: (ctx) => ctx.json(ctx.state.trail),
  DELETE() {
    throw new Error("not now");
  },
});
