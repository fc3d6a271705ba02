import { hmacSha256 } from "../domain/hmac.ts";
import { readLimited } from "./limited_body.ts";

const FORM_LIMIT = 256 * 1024;
const UPLOAD_LIMIT = 32 * 1024 * 1024;

export type GuardedForm =
  | { ok: true; form: FormData }
  | { ok: false; reason: "origin" | "token" | "too_large" | "unreadable" };

/**
 * The token of a browser's forms: an HMAC of its form cookie and of its session, so that a token
 * of before the login does not work after it.
 */
export async function formToken(
  serverKey: string,
  browser: { formCookie: string; session: string },
): Promise<string> {
  const digest = await hmacSha256(
    serverKey,
    `form-token/${browser.formCookie}/${browser.session}`,
  );
  return btoa(String.fromCharCode(...digest.subarray(0, 18)))
    .replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * Reads the form of a POST that this site itself has shown: its origin is ours and its token is
 * the browser's. A body over the limit is not read to its end.
 */
export async function readGuardedForm(
  req: Request,
  expected: { origins: readonly string[]; token: string; uploads: boolean },
): Promise<GuardedForm> {
  if (!comesFromHere(req, expected.origins)) return { ok: false, reason: "origin" };
  const body = await readLimited(req, expected.uploads ? UPLOAD_LIMIT : FORM_LIMIT);
  if (body === null) return { ok: false, reason: "too_large" };
  let form: FormData;
  try {
    const headers = { "content-type": req.headers.get("content-type") ?? "" };
    form = await new Response(body, { headers }).formData();
  } catch {
    return { ok: false, reason: "unreadable" };
  }
  if (form.get("csrf") !== expected.token) return { ok: false, reason: "token" };
  return { ok: true, form };
}

/** A request with neither header comes from no browser that this site supports. */
function comesFromHere(req: Request, origins: readonly string[]): boolean {
  const origin = req.headers.get("origin");
  if (origin !== null && origin !== "null") return origins.includes(origin);
  return req.headers.get("sec-fetch-site") === "same-origin";
}
