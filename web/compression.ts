import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from "node:zlib";
import type { Fetch } from "./security_headers.ts";

type Encoding = "br" | "gzip";
type Bytes = Uint8Array<ArrayBuffer>;

const TEXTS = /^(text\/(html|css|javascript|plain)|application\/json|image\/svg\+xml)\b/;

/** Less than this goes in one packet either way. */
const LEAST_BYTES = 1000;

/** For a page that is made anew each time: under a millisecond, and a tenth over the best size. */
const QUICK_BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/**
 * Compresses texts for browsers that take it: neither Deno nor Fresh does. What carries an ETag is
 * a file of the build, so it is compressed once and kept. A download goes as it is.
 *
 * A page's size tells what it holds to whoever makes a browser ask for it with guesses in the
 * address and listens on the line (BREACH). So what another site asks for in somebody's name, with
 * their cookies, stays as long as it is.
 */
export function withCompression(fetch: Fetch): Fetch {
  const kept = new Map<string, Promise<Bytes>>();

  return async (req, info) => {
    const response = await fetch(req, info);
    const { headers } = response;
    if (!TEXTS.test(headers.get("content-type") ?? "") || headers.has("content-encoding")) {
      return response;
    }
    headers.append("vary", "accept-encoding");
    const encoding = encodingOf(req.headers.get("accept-encoding"));
    const etag = headers.get("etag");
    if (response.body === null || encoding === null || (etag === null && isTold(req))) {
      return response;
    }
    const content = new Uint8Array(await response.arrayBuffer());
    const { status, statusText } = response;
    if (content.length < LEAST_BYTES) return new Response(content, { status, statusText, headers });

    headers.set("content-encoding", encoding);
    // The bytes differ from those that the strong tag stands for (RFC 9110, 8.8.1).
    if (etag !== null) headers.set("etag", `W/${etag}`);
    const body = etag === null ? quickly(content, encoding) : await keptOf(content, encoding, etag);
    headers.set("content-length", String(body.length));
    return new Response(body, { status, statusText, headers });
  };

  function keptOf(content: Uint8Array, encoding: Encoding, etag: string): Promise<Bytes> {
    const key = `${encoding} ${etag}`;
    const known = kept.get(key) ?? thoroughly(content, encoding);
    kept.set(key, known);
    return known;
  }
}

/** The best that the browser takes; a quality of zero refuses (RFC 9110, 12.5.3). */
function encodingOf(accepted: string | null): Encoding | null {
  const taken = (accepted ?? "").toLowerCase().split(",")
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one))
    .map((one) => one.split(";")[0]!.trim());
  return taken.includes("br") ? "br" : taken.includes("gzip") ? "gzip" : null;
}

/** Whether somebody else may have made the browser ask, and for a page that knows whose it is. */
function isTold(req: Request): boolean {
  const site = req.headers.get("sec-fetch-site");
  return req.headers.has("cookie") && site !== "same-origin" && site !== "none";
}

function quickly(content: Uint8Array, encoding: Encoding): Bytes {
  return new Uint8Array(
    encoding === "br" ? brotliCompressSync(content, QUICK_BROTLI) : gzipSync(content),
  );
}

/** As small as can be: brotli's best takes 50 ms for the style sheet, on a thread of its own. */
function thoroughly(content: Uint8Array, encoding: Encoding): Promise<Bytes> {
  const compress = encoding === "br" ? brotliCompress : gzip;
  return new Promise((resolve, reject) =>
    compress(content, (error, bytes) => error ? reject(error) : resolve(new Uint8Array(bytes)))
  );
}
