/** The header by which the renderer tells the nonce of the page's scripts; it never leaves the server. */
const NONCE_HEADER = "x-fresh-nonce";

export interface SecuritySettings {
  /** Where a payment's form may lead to: the bank's origin. */
  bankOrigin: string;
  secure: boolean;
}

/** What answers requests. */
export type Fetch = (req: Request, info?: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/**
 * Puts the security headers on every answer, error pages too: those are rendered outside the
 * middlewares.
 */
export function withSecurityHeaders(fetch: Fetch, settings: SecuritySettings): Fetch {
  return async (req, info) => {
    const response = await fetch(req, info);
    const headers = new Headers(response.headers);
    const nonce = headers.get(NONCE_HEADER);
    headers.delete(NONCE_HEADER);
    headers.set("content-security-policy", contentSecurityPolicy(nonce, settings));
    headers.set("x-content-type-options", "nosniff");
    headers.set("x-frame-options", "DENY");
    headers.set("referrer-policy", "same-origin");
    headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("cross-origin-resource-policy", "same-origin");
    if (settings.secure) {
      headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  };
}

/**
 * Scripts run by nonce only, styles and images come from here, and forms lead here or to the bank:
 * Chromium holds `form-action` against the redirect that answers a form, too.
 */
function contentSecurityPolicy(
  nonce: string | null,
  { bankOrigin }: SecuritySettings,
): string {
  return [
    "default-src 'none'",
    nonce === null ? "script-src 'none'" : `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action 'self' ${bankOrigin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
