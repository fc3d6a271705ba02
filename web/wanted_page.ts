/** Parts of a page that have addresses of their own: files, a window's content, where forms go. */
const PART = /\/(file|lines|activate|sessions|refused\.csv)$/;

/** Entrances and exits: nobody is led on to one. */
const DOORS = /^\/(login|logout|register|closed|ops|employer)(\/|$)/;

/** Under the staff's start, their entrance left out. */
const STAFFS = /^\/ops\/(?!login(\/|$))./;

/** An address goes round in links and forms; no page of ours needs a longer one. */
const LONGEST = 500;

/** `/invoices/5` of `/invoices/5/file`: the page that an address belongs to, the address itself if it is one. */
export function pageOf(pathname: string): string {
  return pathname.replace(PART, "") || "/";
}

/**
 * A page of this origin as path and query.
 *
 * @param address a path or a whole address as it came: from a query, a header, anybody's hand
 * @returns null for what may lead elsewhere
 */
export function ownPage(address: string | null, origin: string): string | null {
  if (!address || address.length > LONGEST) return null;
  const path = address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;
  // A browser reads «//evil.test» and «/\evil.test» as another host, and skips tabs and line ends.
  if (!/^\/[!-~]*$/.test(path) || /\\|^\/\//.test(path)) return null;
  const { pathname, search } = new URL(path, origin);
  if (pathname.includes("//")) return null;
  const page = pageOf(pathname);
  // A part's query is not its page's.
  return page === pathname ? page + search : page;
}

/** `ownPage`, but for the start and the pages that lead in and out: what somebody wanted before the login. */
export function wantedPage(address: string | null, origin: string): string | null {
  const page = ownPage(address, origin);
  return page === null || page === "/" || DOORS.test(page.replace(/\?.*/, "")) ? null : page;
}

/** `wantedPage` of a member of staff: a page of theirs besides the start. */
export function wantedStaffPage(address: string | null, origin: string): string | null {
  const page = ownPage(address, origin);
  return page !== null && STAFFS.test(page.replace(/\?.*/, "")) ? page : null;
}

/** `/login?next=%2Finvoices%2F5`, or `path` alone where no page is wanted. */
export function withNext(path: string, next: string | null): string {
  return next === null ? path : `${path}?next=${encodeURIComponent(next)}`;
}
