import { Builder } from "fresh/dev";
Deno.test("x", async () => {
  const { app } = await import("./testdata/main.ts");
  const b = new Builder({ root: import.meta.dirname + "/testdata" });
  const t = performance.now();
  const apply = await b.build({ snapshot: "memory" });
  console.log(performance.now() - t);
  apply(app);
  const h = app.handler();
  for (
    const p of [
      "/",
      "/islands",
      "/cabinet/invoices",
      "/cabinet/invoices/7",
      "/cabinet/invoices/new",
      "/ops",
      "/nope",
      "/broken",
      "/style.css",
      "/files/a/b",
      "/files",
    ]
  ) {
    const r = await h(new Request("http://localhost" + p));
    console.log(p, r.status, [...r.headers], await r.text());
  }
});
