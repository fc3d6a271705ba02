/**
 * What a disk build's `server.js` needs at run time. Not for apps.
 * @module
 */
import { type App, type AppHandler, setBuildSnapshot } from "./app.ts";
import type { BuildSnapshot, ClientModules, RouteFile, StaticFile } from "./snapshot.ts";
import type { Island } from "./types.ts";

/** A static file as the manifest of a disk build lists it. */
export interface ListedFile {
  /** URL path without the base path. */
  path: string;
  contentType: string;
  etag: string;
  immutable: boolean;
}

/** An island as a disk build lists it, with its loaded module. */
export interface ListedIsland extends Island {
  module: Record<string, unknown>;
}

/** What a disk build wrote down. */
export interface DiskBuild {
  buildId: string;
  client: ClientModules;
  routes: RouteFile[];
  islands: ListedIsland[];
  files: ListedFile[];
  /** URL of the folder that holds the static files. */
  staticUrl: URL;
}

/** Gives an app its disk build and compiles it. */
export function serverOf<State>(
  app: App<State>,
  build: DiskBuild,
): { fetch: AppHandler } {
  const { buildId, client, routes, staticUrl } = build;
  const files = new Map(
    build.files.map((file) => [file.path, fileOf(file, staticUrl)]),
  );
  const islands = islandsByComponent(build.islands);
  const snapshot: BuildSnapshot = {
    buildId,
    client,
    routes,
    islands,
    files,
    devScript: null,
  };
  setBuildSnapshot(app as unknown as App<never>, snapshot);
  return { fetch: app.handler() };
}

/** Islands by their component, the way the renderer looks them up. */
export function islandsByComponent(
  islands: ListedIsland[],
): Map<unknown, Island> {
  return new Map(
    islands.map(({ module, ...island }) => [module[island.exportName], island]),
  );
}

function fileOf(
  { path, contentType, etag, immutable }: ListedFile,
  staticUrl: URL,
): StaticFile {
  const url = new URL(`.${path}`, staticUrl);
  return { contentType, etag, immutable, read: readOnce(url) };
}

/** Reads a file at its first use and keeps it: a build's files don't change. */
function readOnce(url: URL): () => Promise<Uint8Array<ArrayBuffer>> {
  let content: Promise<Uint8Array<ArrayBuffer>> | null = null;
  return () => content ??= Deno.readFile(url);
}
