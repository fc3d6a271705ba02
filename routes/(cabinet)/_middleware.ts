import { localDateOf } from "../../domain/local_date.ts";
import { defineInsured } from "../../state.ts";
import { loginAddress } from "../(_frame)/session_end.ts";

/** Behind this point an insured person is logged in, and `today` is their own local date. */
export default defineInsured.middleware(async (ctx) => {
  const { state, req, url } = ctx;
  // Typed as logged in for the routes behind this check.
  const owner = state.owner as typeof state.owner | null;
  if (owner?.kind !== "insured") {
    return ctx.redirect(await loginAddress(state, { req, url }), 303);
  }
  state.today = localDateOf(state.now, owner.timeZone);
  return ctx.next();
});
