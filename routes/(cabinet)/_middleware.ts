import { localDateOf } from "../../domain/local_date.ts";
import { defineInsured } from "../../state.ts";
import { wantedPage, withNext } from "../../web/wanted_page.ts";
import { loginAddress } from "../(_frame)/session_end.ts";

/**
 * Behind this point an insured person is logged in, has consented to the processing of their data as
 * it is now, and `today` is their own local date.
 */
export default defineInsured.middleware(async (ctx) => {
  const { state, req, url } = ctx;
  // Typed as logged in for the routes behind this check.
  const owner = state.owner as typeof state.owner | null;
  if (owner?.kind !== "insured") {
    return ctx.redirect(await loginAddress(state, { req, url }), 303);
  }
  if (owner.dueDocumentId !== null && !ANSWERS.test(url.pathname)) {
    return ctx.redirect(consentAddress({ req, url }), 303);
  }
  state.today = localDateOf(state.now, owner.timeZone);
  return ctx.next();
});

/** Where a person who is asked for consent anew says yes, or learns what follows from a no. */
const ANSWERS = /^\/(consent|profile\/withdrawal|profile\/consents\/[^/]+\/withdraw)$/;

/** As `loginAddress`: a form's page is the one that it was sent from. */
function consentAddress({ req, url }: { req: Request; url: URL }): string {
  const sent = req.method !== "GET" && req.method !== "HEAD";
  const wanted = sent ? req.headers.get("referer") : url.pathname + url.search;
  const next = wantedPage(wanted, url.origin);
  const address = withNext("/consent", next);
  return sent ? `${address}${next === null ? "?" : "&"}unsent` : address;
}
