import type { RouteFile } from "./snapshot.ts";

/** What a file in the routes folder is for. */
export type FileKind =
  | "app"
  | "layout"
  | "middleware"
  | "error"
  | "notFound"
  | "route";

/** A route file, read by Fresh's naming rules. */
export interface ParsedRouteFile {
  kind: FileKind;
  /** Folders that it lies in, groups included. */
  folders: string[];
  /** URL pattern, for a route. */
  pattern: string;
  module: Record<string, unknown>;
}

const SPECIAL: Record<string, FileKind> = {
  _app: "app",
  _layout: "layout",
  _middleware: "middleware",
  _error: "error",
  _500: "error",
  _404: "notFound",
};

const TEST_FILE = /[._]test\.[cm]?[jt]sx?$/;
const ROUTE_FILE = /\.[cm]?[jt]sx?$/;

/** True for a file in the routes folder that has a meaning there, by its path in that folder. */
export function isRouteFile(path: string): boolean {
  return ROUTE_FILE.test(path) && !TEST_FILE.test(path) &&
    !/(^|\/)\(_[^)]*\)\//.test(path);
}

/** True for an island in a routes folder's `(_islands)`. */
export function isIslandAmongRoutes(path: string): boolean {
  return ROUTE_FILE.test(path) && !TEST_FILE.test(path) &&
    path.includes("(_islands)/");
}

/** Reads files by the naming rules: routes in order of precedence, the others as they come. */
export function parseRouteFiles(files: RouteFile[]): ParsedRouteFile[] {
  return files.map(parse).sort((a, b) => comparePatterns(a.pattern, b.pattern));
}

function parse(file: RouteFile): ParsedRouteFile {
  const folders = file.path.replace(ROUTE_FILE, "").split("/");
  const name = folders.pop()!;
  const kind = SPECIAL[name] ?? "route";
  if (kind === "route" && name.startsWith("_")) {
    throw new Error(
      `routes/${file.path}: names that begin with "_" are kept for Fresh's own files`,
    );
  }
  return {
    kind,
    folders,
    pattern: patternOf([...folders, name]),
    module: file.module,
  };
}

/** The URL pattern of a file's path without its ending: `a/(b)/[id]/index` is `/a/:id`. */
export function patternOf(segments: string[]): string {
  const parts = segments.filter((segment) => !/^\(.*\)$/.test(segment));
  if (parts.at(-1) === "index") parts.pop();
  const pattern = parts.map((part) => {
    const optional = /^\[\[(\w+)\]\]$/.exec(part);
    if (optional) return `{/:${optional[1]}}?`;
    const rest = /^\[\.\.\.(\w+)\]$/.exec(part);
    if (rest) return `/:${rest[1]}*`;
    return "/" + part.replace(/\[(\w+)\]/g, ":$1");
  }).join("");
  return pattern === "" ? "/" : pattern;
}

/** Static segments before dynamic ones, these before optional ones, the rest of a path last. */
function comparePatterns(a: string, b: string): number {
  const left = ranks(a);
  const right = ranks(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function ranks(pattern: string): number[] {
  return pattern.split("/").slice(1).map((segment) => {
    if (segment.endsWith("*")) return 3;
    if (segment.endsWith("?")) return 2;
    return segment.includes(":") ? 1 : 0;
  });
}
