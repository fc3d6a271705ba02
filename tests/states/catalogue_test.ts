import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isRouteFile, parseRouteFiles } from "../../fresh/file_routes.ts";
import { STATES } from "./catalogue.ts";
import { shownPath } from "./paths.ts";

const ROUTES = fileURLToPath(new URL("../../routes", import.meta.url));

Deno.test("every page that people open has a state in the catalogue", async () => {
  const routes = parseRouteFiles(await routeFiles()).filter(({ kind }) => kind === "route");
  const shown = new Set(STATES.map((state) => {
    const path = shownPath(state).replaceAll(/:\w+/g, "1");
    return routes.find(({ pattern }) =>
      new URLPattern({ pathname: pattern }).test({ pathname: path })
    )
      ?.pattern;
  }));
  const unseen = routes
    .filter(({ module }) => isPage(module))
    .map(({ pattern }) => pattern)
    .filter((pattern) => !shown.has(pattern));
  assert.deepEqual(unseen, []);
});

Deno.test("no two states have one name, nor does a name hold what a file's can't", () => {
  const names = STATES.map(({ name }) => name);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const name of names) assert.match(name, /^[a-z0-9-]+$/);
});

/** Files and actions have no page; nor have parts of pages, which a page's state shows. */
function isPage(module: Record<string, unknown>): boolean {
  const config = module.config as { skipAppWrapper?: boolean } | undefined;
  return module.default !== undefined && config?.skipAppWrapper !== true;
}

async function routeFiles() {
  const files = readdirSync(ROUTES, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROUTES, `${entry.parentPath}/${entry.name}`).replaceAll("\\", "/"))
    .filter(isRouteFile);
  return await Promise.all(files.map(async (path) => ({
    path,
    module: await import(pathToFileURL(`${ROUTES}/${path}`).href) as Record<string, unknown>,
  })));
}
