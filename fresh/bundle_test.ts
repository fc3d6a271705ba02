import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleForBrowser, mapImport } from "./bundle.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

Deno.test("what every island needs is one module, and no module is empty or missing", async () => {
  const bundle = await bundleOf(["ChooseAll", "ChosenTotal", "CodeEntry", "InvoiceWindow"]);
  const preact = [...bundle.files].filter(([, content]) => textOf(content).includes("__k="));
  assert.deepEqual(bundle.client.imports, preact.map(([path]) => path), "Preact, hooks, JSX");
  for (const [path, content] of bundle.files) {
    assert.ok(content.length > 0, path);
    for (const [, name] of textOf(content).matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
      assert.ok(bundle.files.has(`/_fresh/js/${name}`), `${path} imports ${name}`);
    }
  }
  for (const [file, { url, imports }] of bundle.islands) {
    assert.ok(bundle.files.has(url) && imports.length <= 2, `${file}: ${imports.join(", ")}`);
  }
});

async function bundleOf(names: string[]): Promise<Bundle> {
  return await bundleForBrowser({
    root: ROOT,
    islands: names.map((name) => `${ROOT}islands/${name}.tsx`),
    target: "es2022",
    mode: "production",
    sourceMap: false,
  });
}

function textOf(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

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
