/** Cookies of the cabinet, by what they are for. */
export type CookieName = "session" | "form" | "challenge";

/**
 * `__Host-` pins a cookie to this very host over HTTPS (RFC 6265bis, 4.1.3.2). Browsers refuse the
 * prefix on plain HTTP, which only a development machine uses.
 */
export function cookieName(name: CookieName, secure: boolean): string {
  return secure ? `__Host-${name}` : `fifth-${name}`;
}

export interface CookieToSet {
  name: CookieName;
  value: string;
  secure: boolean;
  /** Seconds to live; left out, the cookie goes with the browser's session; 0 deletes it. */
  maxAge?: number;
}

export function setCookie({ name, value, secure, maxAge }: CookieToSet): string {
  const parts = [`${cookieName(name, secure)}=${value}`, "Path=/", "HttpOnly", "SameSite=Lax"];
  if (secure) parts.push("Secure");
  if (maxAge !== undefined) parts.push(`Max-Age=${maxAge}`);
  return parts.join("; ");
}

/** Reads a `Cookie` header; the first of equal names wins. */
export function readCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at < 1) continue;
    const name = pair.slice(0, at).trim();
    if (!cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}
