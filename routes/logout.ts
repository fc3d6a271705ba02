import { define } from "../state.ts";
import { dropSession } from "./(_frame)/challenge_cookie.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const { state } = ctx;
    await dropSession(state);
    return ctx.redirect(state.owner?.kind === "staff" ? "/ops/login" : "/login?ended=self", 303);
  },
});
