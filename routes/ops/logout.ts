import { define } from "../../state.ts";
import { cookieName } from "../../web/cookies.ts";
import { dropSession } from "../(_frame)/challenge_cookie.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const { state } = ctx;
    const token = state.cookies.get(cookieName("session", state.secure));
    if (token) await state.useCases.closeSession(token);
    dropSession(state);
    return ctx.redirect("/ops/login", 303);
  },
});
