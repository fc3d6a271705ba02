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
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey(
    "raw",
    bytes.encode(serverKey),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const message = bytes.encode(`form-token/${browser.formCookie}/${browser.session}`);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
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

async function readLimited(req: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(req.headers.get("content-length") ?? 0) > limit) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of req.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}
