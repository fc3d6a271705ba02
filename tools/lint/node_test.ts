import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What Node 20 has: the oldest that the worker runs on. */
const LANGUAGE = ["es2023", "dom", "dom.iterable", "dom.asynciterable"];

Deno.test("the worker calls nothing of the language that Node 20 lacks", async () => {
  const { errors } = await checkedForNode(`import ${JSON.stringify(urlOf("worker.ts"))};`);
  assert.deepEqual(errors, []);
});

Deno.test("what Node 20 lacks is found", async () => {
  const { errors } = await checkedForNode("export const odd = Map.groupBy([1], (n) => n % 2);");
  assert.match(errors.join("\n"), /Property 'groupBy' does not exist/);
});

/** The type errors of a module, checked with the project's settings for that language. */
async function checkedForNode(module: string): Promise<{ errors: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "node-check-"));
  try {
    const { imports, compilerOptions } = JSON.parse(
      await readFile(join(ROOT, "deno.json"), "utf8"),
    );
    const config = {
      imports,
      compilerOptions: { ...compilerOptions, lib: LANGUAGE },
      links: [relative(folder, join(ROOT, "fresh"))],
      // Types come from the cache: a folder of packages of its own would weigh 400 MB.
      nodeModulesDir: "none",
      lock: relative(folder, join(ROOT, "deno.lock")),
    };
    await writeFile(join(folder, "deno.json"), JSON.stringify(config));
    await writeFile(join(folder, "module.ts"), module);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--frozen", join(folder, "module.ts")],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr);
    const errors = said.split("\n").filter((line) => /^(TS\d+|error|\s+at )/.test(line));
    assert.ok(success || errors.length > 0, said);
    return { errors };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function urlOf(place: string): string {
  return pathToFileURL(join(ROOT, place)).href;
}
