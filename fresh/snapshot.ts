import type { Island } from "./types.ts";

/** What a build knows of the app: its route files, islands, browser modules and static files. */
export interface BuildSnapshot {
  /** Hash over everything that browsers may keep. */
  buildId: string;
  routes: RouteFile[];
  /** Islands by their component function. */
  islands: Map<unknown, Island>;
  client: ClientModules;
  /** Static files by URL path without the base path. */
  files: Map<string, StaticFile>;
  /** URL path of the script that reloads pages in development. */
  devScript: string | null;
}

/** URL paths of the browser modules that every page with islands needs. */
export interface ClientModules {
  entry: string;
  imports: string[];
  /** Needed where a signal crosses to the browser. */
  signals: string[];
}

/** A file in the routes folder. */
export interface RouteFile {
  /** Path in the routes folder, with slashes: "cabinet/[id].tsx". */
  path: string;
  module: Record<string, unknown>;
}

/** A file that the app serves as it is. */
export interface StaticFile {
  contentType: string;
  /** Strong ETag, with its quotes. */
  etag: string;
  /** The name holds a hash of the content, so the URL never changes its meaning. */
  immutable: boolean;
  read(): Promise<Uint8Array<ArrayBuffer>>;
}
