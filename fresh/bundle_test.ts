import assert from "node:assert/strict";
import { mapImport } from "./bundle.ts";

Deno.test("mapImport() finds a package by the import map's name, scope and version left out", () => {
  const imports = {
    "preact": "npm:preact@^10.29.1",
    "@preact/signals": "npm:@preact/signals@^2.11.4",
    "xlsx": "npm:@e965/xlsx@0.20.3",
    "@/": "./",
  };
  const mapped = {
    "preact": "preact",
    "preact/hooks": "preact/hooks",
    "@preact/signals": "@preact/signals",
    "xlsx": "@e965/xlsx",
    "xlsx/dist/x.mjs": "@e965/xlsx/dist/x.mjs",
    "@/domain/money.ts": "./domain/money.ts",
    "npm:zod@4/mini": "zod/mini",
    "preact-iso": "preact-iso",
  };
  for (const [from, to] of Object.entries(mapped)) {
    assert.equal(mapImport(from, imports), to);
  }
});
