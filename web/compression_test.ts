import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { withCompression } from "./compression.ts";

const TEXT = "<p>Счет № 2041, 900,00 ₽</p>\n".repeat(100);

Deno.test("a page is compressed as the browser takes it, and says how", async () => {
  const br = await ask(page(), { "accept-encoding": "gzip, deflate, br" });
  assert.equal(br.headers.get("content-encoding"), "br");
  assert.equal(br.headers.get("vary"), "accept-encoding");
  assert.equal(br.headers.get("cache-control"), "no-store");
  const bytes = await br.bytes();
  assert.equal(br.headers.get("content-length"), String(bytes.length));
  assert.equal(new TextDecoder().decode(brotliDecompressSync(bytes)), TEXT);

  const gzip = await ask(page(), { "accept-encoding": "gzip" });
  assert.equal(gzip.headers.get("content-encoding"), "gzip");
  assert.equal(new TextDecoder().decode(gunzipSync(await gzip.bytes())), TEXT);
});

Deno.test("a status other than 200 stays what it is", async () => {
  const missing = await ask(page({ status: 404 }), { "accept-encoding": "br" });
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get("content-encoding"), "br");
});

Deno.test("who takes no compression gets the text", async () => {
  for (const accepted of [null, "", "identity", "br;q=0, gzip; q=0.0", "deflate"]) {
    const answer = await ask(page(), accepted === null ? {} : { "accept-encoding": accepted });
    assert.equal(answer.headers.get("content-encoding"), null, String(accepted));
    assert.equal(answer.headers.get("vary"), "accept-encoding");
    assert.equal(await answer.text(), TEXT);
  }
});

Deno.test("a download, a font, a short text and an empty answer go as they are", async () => {
  const sent = [
    page({ type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }),
    page({ type: "font/woff2" }),
    page({ type: "text/csv; charset=utf-8" }),
    page({ body: "ok" }),
    page({ body: null, status: 304 }),
  ];
  for (const response of sent) {
    const { status } = response;
    const answer = await ask(response, { "accept-encoding": "br" });
    assert.equal(answer.headers.get("content-encoding"), null);
    assert.equal(answer.status, status);
  }
});

Deno.test("a page that another site asks for with the person's cookies keeps its length", async () => {
  const headers = { "accept-encoding": "br", cookie: "fifth-session=1" };
  const encodingFrom = async (site: string | null, cookies = true) => {
    const { cookie, ...rest } = headers;
    const answer = await ask(page(), {
      ...rest,
      ...(cookies ? { cookie } : {}),
      ...(site === null ? {} : { "sec-fetch-site": site }),
    });
    return answer.headers.get("content-encoding");
  };
  assert.equal(await encodingFrom("cross-site"), null);
  assert.equal(await encodingFrom("same-site"), null);
  assert.equal(await encodingFrom(null), null);
  assert.equal(await encodingFrom("same-origin"), "br");
  assert.equal(await encodingFrom("none"), "br");
  assert.equal(await encodingFrom("cross-site", false), "br");

  const style = await ask(page({ etag: `"1"` }), { ...headers, "sec-fetch-site": "cross-site" });
  assert.equal(style.headers.get("content-encoding"), "br", "a file of the build tells nothing");
});

Deno.test("a file of the build is compressed once, under a weak tag", async () => {
  const sent = [
    page({ etag: `"a"` }),
    page({ etag: `"a"`, body: `not looked at: ${TEXT}` }),
    page({ etag: `"b"`, body: TEXT + TEXT }),
  ];
  const fetch = withCompression(() => sent.shift()!);
  const headers = { "accept-encoding": "br" };
  const answers: Response[] = [];
  while (sent.length > 0) answers.push(await fetch(new Request("http://localhost/", { headers })));
  assert.deepEqual(answers.map(({ headers }) => headers.get("etag")), ['W/"a"', 'W/"a"', 'W/"b"']);
  const texts = await Promise.all(
    answers.map(async (answer) => brotliDecompressSync(await answer.bytes())),
  );
  assert.deepEqual(texts.map(String), [TEXT, TEXT, TEXT + TEXT]);
});

interface Sent {
  body?: string | null;
  status?: number;
  type?: string;
  etag?: string;
}

function page({ body = TEXT, status = 200, type, etag }: Sent = {}): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": type ?? "text/html; charset=utf-8",
      "cache-control": "no-store",
      ...(etag === undefined ? {} : { etag }),
    },
  });
}

async function ask(response: Response, headers: HeadersInit): Promise<Response> {
  return await withCompression(() => response)(new Request("http://localhost/", { headers }));
}
