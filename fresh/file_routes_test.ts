import assert from "node:assert/strict";
import { isRouteFile, parseRouteFiles, patternOf } from "./file_routes.ts";

Deno.test("patternOf() turns a file's path into a URL pattern", () => {
  const patterns = {
    "index": "/",
    "about": "/about",
    "cabinet/index": "/cabinet",
    "cabinet/invoices/[id]": "/cabinet/invoices/:id",
    "docs/[...path]": "/docs/:path*",
    "plan/[[year]]": "/plan{/:year}?",
    "(staff)/ops/index": "/ops",
    "reports/[month].csv": "/reports/:month.csv",
  };
  for (const [path, pattern] of Object.entries(patterns)) {
    assert.equal(patternOf(path.split("/")), pattern, path);
  }
});

Deno.test("parseRouteFiles() puts static routes before dynamic, optional and open-ended ones", () => {
  const paths = [
    "a/[...rest].tsx",
    "a/[[page]].tsx",
    "a/[id].tsx",
    "[x]/b.tsx",
    "a/b.tsx",
  ];
  const routes = parseRouteFiles(paths.map((path) => ({ path, module: {} })));
  assert.deepEqual(routes.map((route) => route.pattern), [
    "/a/b",
    "/a/:id",
    "/a{/:page}?",
    "/a/:rest*",
    "/:x/b",
  ]);
});

Deno.test("parseRouteFiles() refuses names that Fresh keeps for itself", () => {
  assert.throws(
    () => parseRouteFiles([{ path: "cabinet/_layuot.tsx", module: {} }]),
    /routes\/cabinet\/_layuot\.tsx: names that begin with "_"/,
  );
});

Deno.test("isRouteFile() leaves out tests, private folders and what is no module", () => {
  assert.ok(isRouteFile("(cabinet)/index.tsx"));
  for (
    const path of [
      "index_test.tsx",
      "a/b_test.ts",
      "(_frame)/menu.tsx",
      "notes.md",
    ]
  ) {
    assert.equal(isRouteFile(path), false, path);
  }
});
