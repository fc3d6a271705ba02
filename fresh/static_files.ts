import { snapshotOf } from "./context.ts";
import { namesBuild } from "./render.ts";
import type { Middleware } from "./types.ts";

/**
 * Serves the static folder and the browser modules. A URL that names the build (`asset()`) or its
 * content is kept by browsers for good, any other is asked about again with its ETag.
 */
export function staticFiles<State>(): Middleware<State> {
  return async function serveStaticFile(ctx) {
    const { method } = ctx.req;
    const snapshot = snapshotOf(ctx as never);
    if (snapshot === null || (method !== "GET" && method !== "HEAD")) {
      return await ctx.next();
    }
    const file = snapshot.files.get(
      ctx.url.pathname.slice(ctx.config.basePath.length),
    );
    if (file === undefined) return await ctx.next();

    const immutable = file.immutable || namesBuild(ctx.url, snapshot);
    const headers = new Headers({
      "content-type": file.contentType,
      "cache-control": immutable ? "public, max-age=31536000, immutable" : "no-cache",
      "etag": file.etag,
    });
    if (matches(ctx.req.headers.get("if-none-match"), file.etag)) {
      return new Response(null, { status: 304, headers });
    }
    const content = await file.read();
    headers.set("content-length", String(content.byteLength));
    return new Response(method === "HEAD" ? null : content, { headers });
  };
}

/** `If-None-Match` compares weakly (RFC 9110, 13.1.2): proxies that compress weaken the tag. */
function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.trim() === "*" ||
    ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
