import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { App } from "fresh";
import { Builder } from "fresh/dev";
import { type Ask, asking, builtFixture } from "./testdata/apps.ts";

const ask = await builtFixture();

async function html(path: string, init?: RequestInit): Promise<string> {
  return await (await ask(path, init)).text();
}

Deno.test("file routes: middlewares of the folders run from the root inwards, groups included", async () => {
  assert.match(await html("/"), /trail: main root</);
  assert.deepEqual(await (await ask("/ops")).json(), ["main", "root", "staff"]);
  const response = await ask("/cabinet/invoices");
  assert.equal(response.headers.get("x-trail"), "main root cabinet cabinet2");
});

Deno.test("file routes: layouts nest inside the app wrapper, async ones too", async () => {
  assert.match(
    await html("/cabinet/invoices"),
    /<body><main><section><ul><li ?>2041<\/li><li ?>2042<\/li><\/ul><\/section><\/main><\/body>/,
  );
  assert.match(
    await html("/cabinet/invoices/new"),
    /<body><p>new invoice<\/p><\/body>/,
  );
});

Deno.test("file routes: a static file name wins over a dynamic one, and pages see their params", async () => {
  assert.match(await html("/cabinet/invoices/new"), /new invoice/);
  assert.match(
    await html("/cabinet/invoices/7"),
    /invoice 7 at \/cabinet\/invoices\/:id/,
  );
  assert.equal((await ask("/index_test")).status, 404);
  assert.equal((await ask("/not_a_route")).status, 404);
  assert.equal(await html("/files/a/b", { method: "PUT" }), "PUT a/b");
});

Deno.test("file routes: a form is answered by a redirect, a page with a status, or an error page", async () => {
  const post = (number: string) =>
    ask("/cabinet/invoices", {
      method: "POST",
      body: new URLSearchParams({ number }),
    });
  const sent = await post("2041");
  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get("location"), "/cabinet/invoices/2041");
  const refused = await post("");
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /<li>no number<\/li>/);
  const missing = await post("missing");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /Error page: 404/);
});

Deno.test("file routes: the nearest _error page answers, the root one also what no route matches", async () => {
  const missing = await ask("/nope");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<main><h1>Error page: 404<\/h1><\/main>/);
  const ops = await ask("/ops", { method: "DELETE" });
  assert.equal(ops.status, 500);
  assert.match(await ops.text(), /Ops error: not now/);
  assert.match(await html("/broken"), /Error page: bug/);
});

Deno.test("Head replaces the app wrapper's title and meta of the same name", async () => {
  const home = await html("/");
  const head = home.slice(0, home.indexOf("</head>"));
  assert.deepEqual(head.match(/<title>.*?<\/title>/g), [
    "<title>Home &amp; more</title>",
  ]);
  assert.deepEqual(head.match(/content="[^"]*"/g), ['content="the home page"']);
  assert.match(head, /<meta charset="utf-8"/);
  assert.doesNotMatch(home.slice(head.length), /title|fresh-head/);
});

Deno.test("a page without islands ships no script", async () => {
  for (const path of ["/", "/cabinet/invoices", "/nope"]) {
    assert.doesNotMatch(await html(path), /<script|modulepreload|<!--f/, path);
  }
});

Deno.test("a page with islands has external scripts only, each with the response's nonce", async () => {
  const response = await ask("/islands");
  const nonce = response.headers.get("x-fresh-nonce");
  const page = await response.text();
  const scripts = [...page.matchAll(/<script[^>]*>([^]*?)<\/script>/g)];
  assert.equal(scripts.length, 2);
  for (const [script, content] of scripts) {
    assert.ok(script.includes(` nonce="${nonce}"`));
    assert.ok(script.includes('type="application/json"') || content === "");
  }
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=/);
});

Deno.test("the browser modules of a page are there, immutable and small", async () => {
  const page = await html("/islands");
  const urls = [...page.matchAll(/(?:src|href)="(\/_fresh\/[^"]+)"/g)].map((
    [, url],
  ) => url!);
  assert.ok(urls.length > 3);
  let base = 0;
  for (const url of urls) {
    const response = await ask(url);
    assert.equal(response.status, 200);
    assert.equal(
      response.headers.get("content-type"),
      "text/javascript; charset=utf-8",
    );
    assert.equal(
      response.headers.get("cache-control"),
      "public, max-age=31536000, immutable",
    );
    const content = new Uint8Array(await response.arrayBuffer());
    if (!/signals|chunk-.*hooks/.test(url)) {
      base += gzipSync(content).byteLength;
    }
  }
  assert.ok(base < 9_000, `${base} bytes`);
});

Deno.test("a function as an island's prop throws with the names of both", async () => {
  let caught: unknown;
  const app = new App()
    .use(async (ctx) => {
      try {
        return await ctx.next();
      } catch (error) {
        caught = error;
        return ctx.text("");
      }
    })
    .fsRoutes();
  await applied(app, { routeDir: "routes_broken" });
  await asking(app)("/");
  assert.match(
    String(caught),
    /Island "counter", prop "onDone": a function can't be sent/,
  );
});

async function applied<State>(
  app: App<State>,
  options: { routeDir?: string; staticDir?: string } = {},
): Promise<void> {
  const builder = new Builder({
    root: `${import.meta.dirname}/testdata`,
    ...options,
  });
  (await builder.build({ snapshot: "memory" }))(app);
}

Deno.test("static files have their content types", async () => {
  const types = {
    "/style.css": "text/css; charset=utf-8",
    "/mark.svg": "image/svg+xml; charset=utf-8",
    "/robots.txt": "text/plain; charset=utf-8",
    "/fonts/text.woff2": "font/woff2",
    "/favicon.ico": "image/x-icon",
    "/site.webmanifest": "application/manifest+json; charset=utf-8",
    "/report.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  };
  for (const [path, type] of Object.entries(types)) {
    const response = await ask(path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get("content-type"), type);
    await response.body?.cancel();
  }
});

Deno.test("a static file is asked about again by its ETag; by asset() it is immutable", async () => {
  const plain = await ask("/style.css");
  const etag = plain.headers.get("etag")!;
  assert.equal(plain.headers.get("cache-control"), "no-cache");
  assert.match(await plain.text(), /^body/);
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await ask("/style.css", {
      headers: { "if-none-match": tag },
    });
    assert.equal(again.status, 304, tag);
    assert.equal(await again.text(), "");
  }
  const changed = await ask("/style.css", {
    headers: { "if-none-match": '"other"' },
  });
  assert.equal(changed.status, 200);
  await changed.body?.cancel();

  const url = /href="(\/style\.css\?[^"]+)"/.exec(await html("/"))![1]!;
  const busted = await ask(url);
  assert.match(busted.headers.get("cache-control")!, /immutable/);
  await busted.body?.cancel();
  const otherBuild = await ask(`${url}0`);
  assert.equal(otherBuild.headers.get("cache-control"), "no-cache");
  await otherBuild.body?.cancel();
});

Deno.test("a static file answers HEAD without a body, and leaves other methods to the routes", async () => {
  const head = await ask("/style.css", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(
    head.headers.get("content-length"),
    String((await html("/style.css")).length),
  );
  assert.equal(await head.text(), "");
  assert.equal((await ask("/style.css", { method: "POST" })).status, 404);
  assert.equal((await ask("/../main.ts")).status, 404);
  assert.equal((await ask("/%2e%2e/main.ts")).status, 404);
});

Deno.test("a disk build serves the app with the right to read its own folder alone", async () => {
  const root = `${import.meta.dirname}/testdata`;
  const outDir = await Deno.makeTempDir({ dir: root, prefix: "_fresh_" });
  try {
    await new Builder({ root, outDir }).build();
    await using server = await serveBuild(outDir);
    const { ask } = server;
    const home = await (await ask("/")).text();
    assert.match(home, /trail: main root</);
    const style = await ask(/href="(\/style\.css\?[^"]+)"/.exec(home)![1]!);
    assert.match(style.headers.get("cache-control")!, /immutable/);
    assert.match(await style.text(), /^body/);
    const islands = await (await ask("/islands")).text();
    const script = await ask(/src="(\/_fresh\/[^"]+)"/.exec(islands)![1]!);
    assert.equal(script.status, 200);
    await script.body?.cancel();
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
});

async function serveBuild(
  outDir: string,
): Promise<{ ask: Ask } & AsyncDisposable> {
  const projectConfig = new URL("../deno.json", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "serve",
        "--config",
        projectConfig,
        "--no-prompt",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
      ],
      ...[`--allow-read=${outDir}`, `${outDir}/server.js`],
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  const decoder = new TextDecoder();
  const reader = child.stderr.getReader();
  let origin: string | undefined;
  while (origin === undefined) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The server ended: ${output}`);
    output += decoder.decode(value, { stream: true });
    origin = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
  }
  return {
    ask: (path, init) => fetch(origin + path, init),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await reader.cancel();
      await child.stdout.cancel();
      await child.status;
    },
  };
}
