import * as esbuild from "esbuild";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildSnapshot } from "./snapshot.ts";

/** URL path under which browser modules are served. */
const BUNDLE_PATH = "/_fresh/js/";

/** What to bundle for the browser. */
export interface BundleOptions {
  root: string;
  /** Island files, absolute. */
  islands: string[];
  target: string | string[];
  mode: "development" | "production";
  sourceMap: boolean | "linked" | "inline" | "external" | "both" | undefined;
}

/** Browser modules, by URL path. */
export interface Bundle {
  files: Map<string, Uint8Array<ArrayBuffer>>;
  client: Entry;
  /** The signals module, which the client loads where a signal crosses. */
  signals: Entry;
  /** By island file. */
  islands: Map<string, Entry>;
}

/** A browser module and what it imports, all as URL paths. */
export interface Entry {
  url: string;
  imports: string[];
}

/** Bundles the client and the islands with esbuild: shared code split off, names with hashes. */
export async function bundleForBrowser(
  options: BundleOptions,
): Promise<Bundle> {
  const { root, islands, mode } = options;
  const client = fileURLToPath(new URL("./client.ts", import.meta.url));
  const signals = fileURLToPath(
    new URL("./client_signals.ts", import.meta.url),
  );
  // In every entry, so that it is one module of them all and not three.
  const everywhere = fileURLToPath(new URL("./client_everywhere.ts", import.meta.url));
  const entries = [client, signals, ...islands];
  const names = new Map(
    entries.map((file) => [file, entryName(file, islands)]),
  );
  const sourcemap = options.sourceMap ??
    (mode === "development" ? "linked" : false);
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: entries.map((file) => ({ in: file, out: names.get(file)! })),
    inject: [everywhere],
    outdir: join(root, BUNDLE_PATH),
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: options.target,
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: mode === "production",
    sourcemap,
    metafile: true,
    write: false,
    legalComments: "none",
    logLevel: "silent",
    // nothing but what is given here decides: no tsconfig that lies about
    tsconfigRaw: {},
    define: { "process.env.NODE_ENV": JSON.stringify(mode) },
    plugins: [importMapPlugin(root)],
  });

  const outputs = result.metafile.outputs;
  const files = withoutEmpty(
    new Map(
      result.outputFiles.map(({ path, contents }) => [
        `/${relative(root, path).replaceAll("\\", "/")}`,
        new Uint8Array(contents),
      ]),
    ),
  );
  const entryOf = (file: string): Entry => {
    const found = Object.entries(outputs).find(([, output]) =>
      output.entryPoint !== undefined &&
      resolve(root, output.entryPoint) === file
    );
    if (found === undefined) {
      throw new Error(`${relative(root, file)} was not bundled`);
    }
    const imports = staticImports(found[0], outputs).filter((path) => files.has(path));
    return { url: `/${found[0]}`, imports };
  };
  return {
    files,
    client: entryOf(client),
    signals: entryOf(signals),
    islands: new Map(islands.map((file) => [file, entryOf(file)])),
  };
}

type Modules = Map<string, Uint8Array<ArrayBuffer>>;

/** Takes out the empty modules that esbuild leaves where all that was shared has been inlined. */
function withoutEmpty(modules: Modules): Modules {
  const empty = [...modules].filter(([, { length }]) => length === 0).map(([path]) => path);
  let kept = [...modules].filter(([path]) => !empty.includes(path));
  for (const path of empty) {
    const statement = `import"./${path.slice(BUNDLE_PATH.length)}";`;
    kept = kept.map(([path, content]) => {
      const text = new TextDecoder().decode(content);
      if (!text.includes(statement)) return [path, content];
      return [path, new TextEncoder().encode(text.replaceAll(statement, ""))];
    });
  }
  return new Map(kept);
}

function entryName(file: string, islands: string[]): string {
  const name = file.replace(/^.*[\\/]/, "").replace(/\.[^.]+$/, "");
  return islands.includes(file) ? `island-${name.replace(/[^\w-]/g, "_")}` : name;
}

/** All that a module imports, and what that imports, without what is loaded on demand. */
function staticImports(
  path: string,
  outputs: esbuild.Metafile["outputs"],
): string[] {
  const found = new Set<string>();
  const visit = (at: string) => {
    for (const { path: next, kind } of outputs[at]?.imports ?? []) {
      if (kind !== "import-statement" || found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(path);
  return [...found].map((next) => `/${next}`);
}

/**
 * Resolves bare imports by the project's import map, so that the browser gets the packages that the
 * server runs on. `fresh/runtime` is the one beside this file, or two copies would be loaded.
 */
function importMapPlugin(root: string): esbuild.Plugin {
  const configPath = findUpwards(root, "deno.json");
  const projectRoot = configPath === null ? root : dirname(configPath);
  const imports: Record<string, string> = configPath === null
    ? {}
    : JSON.parse(readFileSync(configPath, "utf8")).imports ?? {};
  const runtime = fileURLToPath(new URL("./runtime.ts", import.meta.url));
  return {
    name: "import-map",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async (args) => {
        if (args.pluginData === MAPPED || args.kind === "entry-point") {
          return null;
        }
        if (args.path === "fresh/runtime") return { path: runtime };
        const fromPackage = args.importer.includes("node_modules");
        const mapped = fromPackage ? args.path : mapImport(args.path, imports);
        if (/^\.{1,2}\//.test(mapped)) {
          return { path: resolve(projectRoot, mapped) };
        }
        const { kind, importer, resolveDir } = args;
        return await build.resolve(mapped, {
          kind,
          importer,
          resolveDir,
          pluginData: MAPPED,
        });
      });
    },
  };
}

const MAPPED = Symbol("mapped by the import map");

/** Applies an import map's exact names and prefixes; `npm:name@^1/sub` becomes `name/sub`. */
export function mapImport(
  path: string,
  imports: Record<string, string>,
): string {
  const prefix = Object.keys(imports)
    .filter((key) => path === key || path.startsWith(key.endsWith("/") ? key : `${key}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return withoutVersion(path);
  return withoutVersion(imports[prefix]!) + path.slice(prefix.length);
}

function withoutVersion(specifier: string): string {
  return specifier.replace(/^npm:\/?((?:@[^/]+\/)?[^/@]+)(?:@[^/]*)?/, "$1");
}

function findUpwards(folder: string, name: string): string | null {
  for (let at = folder;; at = dirname(at)) {
    if (existsSync(join(at, name))) return join(at, name);
    if (dirname(at) === at) return null;
  }
}

/** The browser modules that every page with islands needs. */
export function clientModules(
  { client, signals }: Bundle,
): BuildSnapshot["client"] {
  return {
    entry: client.url,
    imports: client.imports,
    signals: [signals.url, ...signals.imports],
  };
}
