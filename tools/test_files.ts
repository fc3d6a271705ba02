import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const TEST_FILE = /(^|[_.])test\.(ts|tsx)$/;
/** Neither ours nor tests. */
const PASSED_OVER = new Set(["node_modules", "_fresh", "static"]);
const IMPORT = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

/** Test files under these files and folders, in a lasting order. */
export function findTests(paths: readonly string[]): string[] {
  return paths.flatMap((path) => statSync(path).isDirectory() ? testsIn(path) : [path]);
}

function testsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name.startsWith(".") || PASSED_OVER.has(entry.name) ? [] : testsIn(path);
      }
      return TEST_FILE.test(entry.name) ? [path] : [];
    });
}

/** Whether loading a file loads one of these packages, by itself or by what it imports of ours. */
export function loads(file: string, packages: readonly string[]): boolean {
  return [...filesBehind(file)].some((path) =>
    importsOf(path).some((specifier) => packages.includes(specifier))
  );
}

/** A file and all of ours that it imports, however far, in the order in which they are met. */
export function filesBehind(file: string): Set<string> {
  const seen = new Set<string>();
  const waiting = [file];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path) || !existsSync(path)) continue;
    seen.add(path);
    for (const specifier of importsOf(path)) {
      if (specifier.startsWith(".")) waiting.push(join(dirname(path), specifier));
    }
  }
  return seen;
}

function importsOf(path: string): string[] {
  const known = imports.get(path) ??
    [...readFileSync(path, "utf8").matchAll(IMPORT)].map(([, specifier = ""]) => specifier);
  imports.set(path, known);
  return known;
}

const imports = new Map<string, string[]>();
