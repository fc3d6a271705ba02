import assert from "node:assert/strict";
import { App, createDefine, HttpError, page } from "fresh";
import { asking } from "./testdata/apps.ts";

interface State {
  trail: string[];
}

const define = createDefine<State>();

function mark(name: string) {
  return define.middleware(async (ctx) => {
    (ctx.state.trail ??= []).push(name);
    const response = await ctx.next();
    response.headers.append("x-left", name);
    return response;
  });
}

Deno.test("App runs middlewares in order, each round what follows it", async () => {
  const app = new App<State>()
    .use(mark("a"), mark("b"))
    .use("/ops", mark("ops"))
    .get("/ops/list", mark("own"), (ctx) => ctx.json(ctx.state.trail))
    .get("/opsy", (ctx) => ctx.json(ctx.state.trail))
    .use(mark("late"));
  const ask = asking(app);
  const response = await ask("/ops/list");
  assert.deepEqual(await response.json(), ["a", "b", "ops", "own"]);
  assert.equal(response.headers.get("x-left"), "own, ops, b, a");
  assert.deepEqual(await (await ask("/opsy")).json(), ["a", "b"]);
});

Deno.test("App answers HEAD by the GET handler, without a body", async () => {
  const ask = asking(
    new App().get("/", (ctx) => ctx.text("hello", { headers: { "x-a": "b" } })),
  );
  const response = await ask("/", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-a"), "b");
  assert.equal(await response.text(), "");
});

Deno.test("App answers 405 with Allow for a method without a handler, 404 for an unknown path", async () => {
  const ask = asking(
    new App().get("/a", (ctx) => ctx.text("a")).post(
      "/a",
      (ctx) => ctx.text("posted"),
    ),
  );
  const response = await ask("/a", { method: "DELETE" });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("allow"), "GET, POST, HEAD");
  assert.equal(await (await ask("/a", { method: "POST" })).text(), "posted");
  const missing = await ask("/b");
  assert.equal(missing.status, 404);
  assert.equal(await missing.text(), "Not Found");
});

Deno.test("ctx.next() throws the error of a handler", async () => {
  const app = new App()
    .use(async (ctx) => {
      try {
        return await ctx.next();
      } catch (error) {
        return ctx.text(`caught ${(error as Error).message}`, { status: 418 });
      }
    })
    .get("/", () => {
      throw new Error("broken");
    });
  const response = await asking(app)("/");
  assert.equal(response.status, 418);
  assert.equal(await response.text(), "caught broken");
});

Deno.test("App.onError() answers errors under its path, notFound() the 404s", async () => {
  const app = new App()
    .onError(
      "*",
      (ctx) => ctx.text(`root: ${(ctx.error as Error).message}`, { status: 500 }),
    )
    .onError(
      "/api",
      (ctx) => ctx.json({ error: (ctx.error as Error).message }, { status: 503 }),
    )
    .notFound((ctx) => ctx.text(`nothing at ${ctx.url.pathname}`, { status: 404 }))
    .get("/api/x", () => {
      throw new Error("down");
    })
    .get("/y", () => {
      throw new HttpError(502, "gateway");
    })
    .get("/gone", () => {
      throw new HttpError(404);
    });
  const ask = asking(app);
  assert.deepEqual(await (await ask("/api/x")).json(), { error: "down" });
  assert.equal(await (await ask("/y")).text(), "root: gateway");
  assert.equal(await (await ask("/gone")).text(), "nothing at /gone");
  assert.equal(await (await ask("/z")).text(), "nothing at /z");
});

Deno.test("App hides the message of a bug that no page answers", async () => {
  const ask = asking(
    new App()
      .get("/bug", () => {
        throw new HttpError(500, "secret");
      })
      .get("/refused", () => {
        throw new HttpError(403, "not yours");
      }),
  );
  const logged: unknown[] = [];
  const original = console.error;
  console.error = (error) => logged.push(error);
  try {
    const bug = await ask("/bug");
    assert.equal(bug.status, 500);
    assert.equal(await bug.text(), "Internal Server Error");
  } finally {
    console.error = original;
  }
  assert.match(String(logged[0]), /secret/);
  const refused = await ask("/refused");
  assert.equal(refused.status, 403);
  assert.equal(await refused.text(), "not yours");
});

Deno.test("a page is given its handler's data, status and headers", async () => {
  const handler = define.handlers({
    GET: () => page({ total: 5 }, { status: 201, headers: { "x-total": "5" } }),
    POST: () => ({ data: { total: 7 } }),
  });
  const component = define.page<typeof handler>(({ data }) => <p>total {data.total}</p>);
  const ask = asking(new App<State>().route("/", { handler, component }));
  const got = await ask("/");
  assert.equal(got.status, 201);
  assert.equal(got.headers.get("x-total"), "5");
  assert.equal(got.headers.get("content-type"), "text/html; charset=utf-8");
  assert.match(
    await got.text(),
    /^<!DOCTYPE html><html>.*<p>total 5<\/p><\/body><\/html>$/,
  );
  assert.match(
    await (await ask("/", { method: "POST" })).text(),
    /<p>total 7<\/p>/,
  );
});

Deno.test("layouts and the app wrapper go round a page unless it skips them", async () => {
  const app = new App<State>()
    .appWrapper(({ Component }) => (
      <html>
        <body>
          <Component />
        </body>
      </html>
    ))
    .layout("*", ({ Component }) => (
      <main>
        <Component />
      </main>
    ))
    .layout("/a", ({ Component }) => (
      <div>
        <Component />
      </div>
    ), { skipInheritedLayouts: true })
    .get("/", (ctx) => ctx.render(<p>root</p>))
    .get("/a/b", (ctx) => ctx.render(<p>b</p>))
    .get(
      "/a/c",
      (ctx) => ctx.render(<p>c</p>, { status: 202 }, { skipAppWrapper: true }),
    )
    .get(
      "/d",
      (ctx) => ctx.render(<p>d</p>, {}, { skipInheritedLayouts: true }),
    );
  const ask = asking(app);
  const html = async (path: string) => (await (await ask(path)).text()).slice(15);
  assert.equal(
    await html("/"),
    "<html><body><main><p>root</p></main></body></html>",
  );
  assert.equal(
    await html("/a/b"),
    "<html><body><div><p>b</p></div></body></html>",
  );
  assert.equal(await html("/a/c"), "<div><p>c</p></div>");
  assert.equal(await html("/d"), "<html><body><p>d</p></body></html>");
  assert.equal((await ask("/a/c")).status, 202);
});

Deno.test("ctx.render() escapes text and gives scripts and styles its nonce", async () => {
  const quoted = "quoted";
  const kept = <style>{"p { color: red }"}</style>;
  const app = new App().get("/", (ctx) =>
    ctx.render(
      <div title={`a "${quoted}"`}>
        {"<script>alert(1)</script>"}
        {kept}
        <script src="/a.js" />
      </div>,
    ));
  const ask = asking(app);
  for (let i = 0; i < 2; i++) {
    const response = await ask("/");
    const nonce = response.headers.get("x-fresh-nonce");
    const html = await response.text();
    assert.match(html, /&lt;script&gt;alert\(1\)/);
    assert.ok(html.includes(`<style nonce="${nonce}">`), html);
    assert.ok(html.includes(`<script src="/a.js" nonce="${nonce}">`), html);
  }
});

Deno.test("ctx.redirect() stays on this site for a path, and takes text outside ASCII", async () => {
  const app = new App().get(
    "/",
    (ctx) => ctx.redirect(ctx.url.searchParams.get("to")!, 303),
  );
  const ask = asking(app);
  const locations = {
    "/cabinet?a=//b": "/cabinet?a=//b",
    "//evil.test/x": "/evil.test/x",
    "/\\evil.test": "/evil.test",
    "\\/evil.test": "/evil.test",
    "https://bank.test//pay": "https://bank.test//pay",
    "/счёт": "/%D1%81%D1%87%D1%91%D1%82",
  };
  for (const [to, location] of Object.entries(locations)) {
    const response = await ask(`/?to=${encodeURIComponent(to)}`);
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), location);
  }
});

Deno.test("App lives under its base path, and believes a proxy only when told to", async () => {
  const routes = (app: App<unknown>) => app.get("/", (ctx) => ctx.text(ctx.url.origin));
  const headers = {
    "x-forwarded-proto": "https",
    "x-forwarded-host": "fifth.test",
  };
  const based = asking(
    routes(new App({ basePath: "/cabinet", trustProxy: true })),
  );
  assert.equal(
    await (await based("/cabinet", { headers })).text(),
    "https://fifth.test",
  );
  assert.equal((await based("/")).status, 404);
  const plain = asking(routes(new App()));
  assert.equal(
    await (await plain("/", { headers })).text(),
    "http://localhost",
  );
});

Deno.test("ctx.stream() sends strings as UTF-8", async () => {
  const ask = asking(new App().get("/", (ctx) => ctx.stream(["сч", "ёт"])));
  assert.equal(await (await ask("/")).text(), "счёт");
});

Deno.test("App.fsRoutes() without a build says what to do", () => {
  assert.throws(() => new App().fsRoutes().handler(), /needs a build/);
});
