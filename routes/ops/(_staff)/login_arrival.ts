import { wantedStaffPage } from "../../../web/wanted_page.ts";

/**
 * The login page's address for a request that no member of staff is logged in for: it says which
 * page to go on with, and that a form was not sent. A form's page is the one that it was sent from.
 */
export function staffLoginAddress({ req, url }: { req: Request; url: URL }): string {
  const query = new URLSearchParams();
  const sent = req.method !== "GET" && req.method !== "HEAD";
  if (sent) query.set("unsent", "1");
  const wanted = sent ? req.headers.get("referer") : url.pathname + url.search;
  const next = wantedStaffPage(wanted, url.origin);
  if (next !== null) query.set("next", next);
  return query.size > 0 ? `/ops/login?${query}` : "/ops/login";
}

/** The page to go on with after the code; null leads to the start. */
export function staffNext({ searchParams, origin }: URL): string | null {
  return wantedStaffPage(searchParams.get("next"), origin);
}

/** What somebody who was led to the login is told; null for who came by themselves. */
export function staffArrival(url: URL): string | null {
  const unsent = url.searchParams.has("unsent");
  const back = staffNext(url) !== null;
  if (!unsent && !back) return null;
  const after = !back
    ? ""
    : unsent
    ? " После кода вернем на\u00a0страницу формы."
    : " После кода откроем страницу, которую вы хотели.";
  return `${unsent ? "Форма не\u00a0отправлена, ничего не\u00a0изменилось." : ""}${after}`.trim();
}
