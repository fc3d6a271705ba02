import assert from "node:assert/strict";
import { join } from "node:path";
import { App, staticFiles } from "fresh";
import { Builder } from "fresh/dev";

Deno.test("Builder.listen() tells open pages of a changed static file, and serves it", async () => {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(join(root, "static"));
  await Deno.writeTextFile(join(root, "static/a.css"), "before");
  const stop = new AbortController();
  const listening = Promise.withResolvers<string>();
  const app = new App().use(staticFiles()).get(
    "/",
    (ctx) => ctx.render("hello"),
  );
  const finished = new Builder({ root }).listen(
    () => Promise.resolve({ app }),
    {
      hostname: "127.0.0.1",
      port: 0,
      signal: stop.signal,
      onListen: ({ port }) => listening.resolve(`http://127.0.0.1:${port}`),
    },
  );
  try {
    const origin = await Promise.race([listening.promise, finished]);
    assert.ok(typeof origin === "string", "it must serve until it is stopped");
    const page = await (await fetch(origin)).text();
    const script = /<script type="module" src="([^"]+)"/.exec(page)![1]!;
    const content = await (await fetch(origin + script)).text();
    const events = /replace\("[^"]+", "([^"]+)"\)/.exec(
      content.replace(/\s+/g, " "),
    )![1]!;

    const stream = (await fetch(origin + events)).body!.pipeThrough(
      new TextDecoderStream(),
    );
    const reader = stream.getReader();
    const first = (await reader.read()).value!;
    assert.match(first, /^retry: \d+\ndata: .+\n\n$/);
    await Deno.writeTextFile(join(root, "static/a.css"), "after");
    const second = (await reader.read()).value!;
    assert.match(second, /^data: .+\n\n$/);
    assert.equal(await (await fetch(`${origin}/a.css`)).text(), "after");
    await reader.cancel();
  } finally {
    stop.abort();
    await finished;
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("Builder.listen() says so where the entry exports no app", async () => {
  const root = await Deno.makeTempDir();
  try {
    await assert.rejects(
      new Builder({ root, serverEntry: "web.ts" }).listen(() => Promise.resolve({})),
      /web\.ts must export "app"/,
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
