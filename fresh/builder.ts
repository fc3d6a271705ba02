import { createHash } from "node:crypto";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type App, setBuildSnapshot } from "./app.ts";
import { type Bundle, bundleForBrowser, clientModules } from "./bundle.ts";
import { contentTypeOf } from "./content_type.ts";
import { DEV_SCRIPT_PATH, serveDevelopment } from "./development.ts";
import { isIslandAmongRoutes, isRouteFile } from "./file_routes.ts";
import { islandsByComponent, type ListedIsland } from "./internal.ts";
import type { BuildSnapshot, StaticFile } from "./snapshot.ts";
import type { Island, ListenOptions } from "./types.ts";
import { writeBuild } from "./write_build.ts";

/** Where the app's parts lie, and how to build them. Paths are relative to `root`. */
export interface BuilderOptions {
  /** Browsers to build for, as esbuild names them. */
  target?: string | string[];
  /** The project's folder, a path or file URL; by default the current one. */
  root?: string;
  outDir?: string;
  staticDir?: string;
  islandDir?: string;
  routeDir?: string;
  /** The module that exports the app as `app`. */
  serverEntry?: string;
  /** Files to leave out. */
  ignore?: RegExp[];
  sourceMap?: boolean | "linked" | "inline" | "external" | "both";
}

/** What kind of build to make. */
export interface BuildOptions {
  mode?: "development" | "production";
  /** "disk" writes `outDir`, "memory" keeps everything in this process. */
  snapshot?: "disk" | "memory";
}

/** A static file found by a build, with its content. */
export interface BuiltFile extends StaticFile {
  path: string;
}

/** What a build found and made. */
export interface Built {
  buildId: string;
  bundle: Bundle;
  /** Route files, by their paths in the routes folder. */
  routes: string[];
  islands: (Island & { file: string })[];
  files: BuiltFile[];
}

/** The folders and files of a project, absolute. */
export interface ProjectPaths {
  root: string;
  outDir: string;
  staticDir: string;
  islandDir: string;
  routeDir: string;
  serverEntry: string;
}

/** Applies a build to an app. */
export type ApplySnapshot = <State>(app: App<State>) => void;

/** Builds an app. */
export class Builder {
  readonly paths: ProjectPaths;
  #options: BuilderOptions;

  constructor(options: BuilderOptions = {}) {
    const given = options.root ?? Deno.cwd();
    const root = resolve(
      given.startsWith("file:") ? fileURLToPath(given) : given,
    );
    this.#options = options;
    this.paths = {
      root,
      outDir: resolve(root, options.outDir ?? "_fresh"),
      staticDir: resolve(root, options.staticDir ?? "static"),
      islandDir: resolve(root, options.islandDir ?? "islands"),
      routeDir: resolve(root, options.routeDir ?? "routes"),
      serverEntry: resolve(root, options.serverEntry ?? "main.ts"),
    };
  }

  /** Builds the app. The result applies the build to an `App`, before its `handler()` is made. */
  async build(options: BuildOptions = {}): Promise<ApplySnapshot> {
    const { mode = "production", snapshot = "disk" } = options;
    const built = await this.#make(mode);
    if (snapshot === "disk") await writeBuild(built, this.paths);
    const loaded = await this.#load(built);
    return (app) => setBuildSnapshot(app as unknown as App<never>, loaded);
  }

  /**
   * Serves the app for development. Pages reload when static files, islands or the process change;
   * the server's own modules are watched by `deno run --watch`.
   */
  async listen(
    importApp: () => Promise<unknown>,
    options: ListenOptions = {},
  ): Promise<void> {
    const snapshot = await this.#load(await this.#make("development"));
    snapshot.devScript = DEV_SCRIPT_PATH;
    const { app } = await importApp() as { app?: App<never> };
    if (app === undefined) {
      throw new TypeError(
        `${relative(this.paths.root, this.paths.serverEntry)} must export "app"`,
      );
    }
    app.config.mode = "development";
    setBuildSnapshot(app, snapshot);
    await serveDevelopment({
      handler: app.handler(),
      watched: [this.paths.staticDir, this.paths.islandDir],
      rebuild: async () => {
        const { buildId, client, islands, files } = await this.#load(
          await this.#make("development"),
        );
        Object.assign(snapshot, { buildId, client, islands, files });
      },
      options,
    });
  }

  async #make(mode: "development" | "production"): Promise<Built> {
    const { root, routeDir, islandDir, staticDir } = this.paths;
    const inRoutes = await this.#filesIn(routeDir);
    const islandFiles = [
      ...(await this.#filesIn(islandDir)).filter(isRouteFile).map((path) => join(islandDir, path)),
      ...inRoutes.filter(isIslandAmongRoutes).map((path) => join(routeDir, path)),
    ];
    const bundle = await bundleForBrowser({
      root,
      islands: islandFiles,
      target: this.#options.target ?? "es2022",
      mode,
      sourceMap: this.#options.sourceMap,
    });
    const files: BuiltFile[] = [];
    for (const path of await this.#filesIn(staticDir)) {
      files.push(
        fileOf(`/${path}`, await Deno.readFile(join(staticDir, path)), false),
      );
    }
    for (const [path, content] of bundle.files) {
      files.push(fileOf(path, content, true));
    }
    files.sort((a, b) => a.path < b.path ? -1 : 1);
    return {
      buildId: hash(
        files.map(({ path, etag }) => `${path} ${etag}`).join("\n"),
      ),
      bundle,
      routes: inRoutes.filter(isRouteFile),
      islands: islandFiles.map((file) => ({
        file,
        name: basename(file).replace(/\.[^.]+$/, ""),
        exportName: "default",
        ...bundle.islands.get(file)!,
      })),
      files,
    };
  }

  async #filesIn(folder: string): Promise<string[]> {
    const ignored = this.#options.ignore ?? [];
    const paths = await listFiles(folder);
    return paths.filter((path) => !ignored.some((pattern) => pattern.test(join(folder, path))));
  }

  /** Imports the modules that a build found. */
  async #load(built: Built): Promise<BuildSnapshot> {
    const load = async (path: string): Promise<Record<string, unknown>> =>
      await import(pathToFileURL(path).href);
    const routes = await Promise.all(
      built.routes.map(async (path) => ({
        path,
        module: await load(join(this.paths.routeDir, path)),
      })),
    );
    const islands: ListedIsland[] = await Promise.all(
      built.islands.map(async ({ file, ...island }) => ({
        ...island,
        module: await load(file),
      })),
    );
    return {
      buildId: built.buildId,
      routes,
      islands: islandsByComponent(islands),
      client: clientModules(built.bundle),
      files: new Map(built.files.map((file) => [file.path, file])),
      devScript: null,
    };
  }
}

function fileOf(
  path: string,
  content: Uint8Array<ArrayBuffer>,
  immutable: boolean,
): BuiltFile {
  return {
    path: encodeURI(path),
    contentType: contentTypeOf(path),
    etag: `"${hash(content)}"`,
    immutable,
    read: () => Promise.resolve(content),
  };
}

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 20);
}

/** All files below a folder, by their paths in it with slashes; none where there is no folder. */
async function listFiles(folder: string, prefix = ""): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (
      const { name, isDirectory } of Deno.readDir(join(folder, prefix))
    ) {
      if (name.startsWith(".")) continue;
      if (isDirectory) {
        paths.push(...await listFiles(folder, `${prefix}${name}/`));
      } else paths.push(prefix + name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return paths.sort();
}
