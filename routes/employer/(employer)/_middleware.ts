import { localDateOf } from "../../../domain/local_date.ts";
import { defineEmployer } from "../../../state.ts";
import { loginPath, periodIn } from "../(_report)/periods.ts";

/** Behind this point a contact of an employer is logged in; `today` is the employer's local date. */
export default defineEmployer.middleware((ctx) => {
  const { state, params } = ctx;
  // Typed as logged in for the routes behind this check.
  const owner = state.owner as typeof state.owner | null;
  if (owner?.kind !== "employer") {
    return ctx.redirect(loginPath("", periodIn(params["period"])), 303);
  }
  state.today = localDateOf(state.now, owner.timeZone);
  return ctx.next();
});
