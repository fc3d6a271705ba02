import assert from "node:assert/strict";
import { Router } from "./router.ts";

function routerOf(
  ...patterns: string[]
): (pathname: string) => [string, unknown] | null {
  const router = new Router(
    patterns.map((pattern) => ({ pattern, target: pattern })),
  );
  return (pathname) => {
    const found = router.match(pathname);
    return found === null ? null : [found.pattern, { ...found.params }];
  };
}

Deno.test("Router prefers a static pattern to a dynamic one, whatever their order", () => {
  const match = routerOf("/invoices/:id", "/:page*", "/invoices/new");
  assert.deepEqual(match("/invoices/new"), ["/invoices/new", {}]);
  assert.deepEqual(match("/invoices/7"), ["/invoices/:id", { id: "7" }]);
  assert.deepEqual(match("/invoices/7/lines"), ["/:page*", {
    page: "invoices/7/lines",
  }]);
});

Deno.test("Router tries dynamic patterns in order, also where the first segment is open", () => {
  const match = routerOf("/:area/list", "/ops/:page", "/:area/:page");
  assert.deepEqual(match("/ops/list"), ["/:area/list", { area: "ops" }]);
  assert.deepEqual(match("/ops/cases"), ["/ops/:page", { page: "cases" }]);
  assert.deepEqual(match("/cabinet/cases"), ["/:area/:page", {
    area: "cabinet",
    page: "cases",
  }]);
});

Deno.test("Router leaves percent-encoded parts of a path as they are", () => {
  const match = routerOf("/files/:name", "/счёт");
  assert.deepEqual(match("/files/a%2Fb"), ["/files/:name", { name: "a%2Fb" }]);
  assert.deepEqual(match(encodeURI("/счёт")), ["/счёт", {}]);
});

Deno.test("Router matches optional and open-ended patterns at their shortest", () => {
  const match = routerOf("/plan{/:year}?", "/docs/:path*", "/a/:b.csv");
  assert.deepEqual(match("/plan"), ["/plan{/:year}?", {}]);
  assert.deepEqual(match("/plan/2026"), ["/plan{/:year}?", { year: "2026" }]);
  assert.deepEqual(match("/docs"), ["/docs/:path*", {}]);
  assert.deepEqual(match("/a/report.csv"), ["/a/:b.csv", { b: "report" }]);
});

Deno.test("Router finds nothing for a path with more or fewer segments", () => {
  const match = routerOf("/invoices/:id", "/about");
  for (
    const path of [
      "/",
      "/invoices",
      "/invoices/",
      "/invoices/7/",
      "/about/",
      "/about/us",
    ]
  ) {
    assert.equal(match(path), null, path);
  }
});
