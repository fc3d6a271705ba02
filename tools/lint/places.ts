import { fileURLToPath } from "node:url";
import { relative } from "node:path";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A file's path from the project's root, with forward slashes: `routes/login/index.tsx`. */
export function placeOf(filename: string): string {
  return relative(ROOT, filename).replaceAll("\\", "/");
}

/** Tests, and what only tests and people at a terminal run: they may reach for everything. */
export function isFree(place: string): boolean {
  return /_test\.tsx?$/.test(place) || place.startsWith("tests/") || place.startsWith("tools/") ||
    place.startsWith("fresh/testdata/");
}

/** Whether `place` is one of `patterns`: a file, a `folder/`, or either with `*` for a name. */
export function isAmong(place: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]+");
    return new RegExp(`^${source}${pattern.endsWith("/") ? "" : "$"}`).test(place);
  });
}
