import { dirname, join, relative } from "node:path";
import type { Built, ProjectPaths } from "./builder.ts";
import { clientModules } from "./bundle.ts";

/** Writes a build: `static/` with all that browsers fetch, and `server.js` that serves the app. */
export async function writeBuild(
  built: Built,
  paths: ProjectPaths,
): Promise<void> {
  await Deno.remove(paths.outDir, { recursive: true }).catch(ignoreMissing);
  for (const file of built.files) {
    const path = join(paths.outDir, "static", decodeURI(file.path));
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, await file.read());
  }
  await Deno.writeTextFile(
    join(paths.outDir, "server.js"),
    serverModule(built, paths),
  );
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

function serverModule(built: Built, paths: ProjectPaths): string {
  const specifier = (file: string): string => {
    const path = relative(paths.outDir, file).replaceAll("\\", "/");
    return JSON.stringify(path.startsWith(".") ? path : `./${path}`);
  };
  const islands = built.islands.map(({ file, ...island }, index) => ({
    line: `import * as island${index} from ${specifier(file)};`,
    entry: `{ ...${JSON.stringify(island)}, module: island${index} }`,
  }));
  const routes = built.routes.map((path, index) => ({
    line: `import * as route${index} from ${specifier(join(paths.routeDir, path))};`,
    entry: `{ path: ${JSON.stringify(path)}, module: route${index} }`,
  }));
  const files = built.files.map(({ path, contentType, etag, immutable }) =>
    JSON.stringify({ path, contentType, etag, immutable })
  );
  return `// Written by the build. Serve it with: deno serve _fresh/server.js
import { serverOf } from "fresh/internal";
import { app } from ${specifier(paths.serverEntry)};
${[...routes, ...islands].map(({ line }) => line).join("\n")}

export default serverOf(app, {
  buildId: ${JSON.stringify(built.buildId)},
  client: ${JSON.stringify(clientModules(built.bundle))},
  staticUrl: new URL("./static/", import.meta.url),
  routes: [
    ${routes.map(({ entry }) => entry).join(",\n    ")}
  ],
  islands: [
    ${islands.map(({ entry }) => entry).join(",\n    ")}
  ],
  files: [
    ${files.join(",\n    ")}
  ],
});
`;
}
