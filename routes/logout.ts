import { define } from "../state.ts";
import { dropSession } from "./(_frame)/challenge_cookie.ts";

const LOGINS = {
  insured: "/login?ended=self",
  staff: "/ops/login",
  employer: "/employer/login",
} as const;

export const handler = define.handlers({
  async POST(ctx) {
    const { state } = ctx;
    await dropSession(state);
    return ctx.redirect(LOGINS[state.owner?.kind ?? "insured"], 303);
  },
});
