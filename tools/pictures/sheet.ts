import { readdirSync, writeFileSync } from "node:fs";
import { FOLDER } from "./take.ts";

/**
 * Writes one page of all pictures in shots/, a row a state.
 *
 * @returns how many pictures it shows
 */
export function writeSheet(): number {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".png")).sort();
  const rows = Map.groupBy(files, (name) => name.replace(/-\d+-(light|dark)\.png$/, ""));
  writeFileSync(`${FOLDER}index.html`, pageOf(rows));
  return files.length;
}

function pageOf(rows: Map<string, string[]>): string {
  const sections = [...rows].map(([name, files]) =>
    `<section><h2>${name}</h2>${files.map(picture).join("")}</section>`
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>All states</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 16px; background: #ddd; }
section { display: flex; flex-wrap: wrap; gap: 8px; align-items: flex-start; }
h2 { flex-basis: 100%; font-size: 16px; margin: 24px 0 0; }
img { height: 480px; max-width: 100%; object-fit: cover; object-position: top; }
</style>
${sections.join("\n")}
`;
}

function picture(file: string): string {
  return `<a href="${file}"><img src="${file}" alt="${file}" loading="lazy"></a>`;
}
