import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlantedError } from "./planted_errors.ts";
import { ROOT } from "./subprocess.ts";

/** What a part of the model needs of the product. */
const SOURCES = [
  ...["activities", "adapters", "db", "domain", "fresh", "relay", "sandbox", "use_cases"],
  ...["workflows", "tests/harness", "tests/model", "tools"],
  ...["clock.ts", "config.ts", "deno.json", "deno.lock", "logging.ts"],
];

/** A copy of the sources in a folder of its own, with the error in it. */
export function plant({ name, edits }: PlantedError): { root: string } & Disposable {
  const root = mkdtempSync(join(tmpdir(), "fifth-planted-"));
  for (const path of SOURCES) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    cpSync(join(ROOT, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  for (const { file, from, to } of edits) {
    const text = readFileSync(join(root, file), "utf8");
    const found = text.split(from).length - 1;
    if (found !== 1) {
      throw new Error(`"${name}" looks for a text that ${file} has ${found} times: ${from}`);
    }
    writeFileSync(join(root, file), text.replace(from, () => to));
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
