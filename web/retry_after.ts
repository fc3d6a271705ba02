import type { Fetch } from "./security_headers.ts";

/** Seconds: the five minutes that the page names. */
const RETRY_AFTER = "300";

/** Says of every answer that we are away for a while when to ask again. */
export function withRetryAfter(fetch: Fetch): Fetch {
  return async (req, info) => {
    const response = await fetch(req, info);
    if (response.status !== 503 || response.headers.has("retry-after")) return response;
    const headers = new Headers(response.headers);
    headers.set("retry-after", RETRY_AFTER);
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  };
}
