import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { filesBehind } from "../../tools/test_files.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const WORKFLOWS = join(ROOT, "workflows/mod.ts");
/** A process may be told of another's: a copy of the product shares what it has not changed. */
const FOLDER = Deno.env.get("TEST_WORKFLOW_BUNDLES") ?? join(ROOT, ".data/workflow-bundles");
const KEPT = 20;

let bundle: Promise<{ code: string }> | undefined;

/** One bundle serves every worker, in all processes that have the same workflows. */
export function workflowBundle(): Promise<{ code: string }> {
  bundle ??= readOrMake();
  return bundle;
}

async function readOrMake(): Promise<{ code: string }> {
  const file = join(FOLDER, `${hashOfSources()}.js`);
  if (existsSync(file)) return { code: readFileSync(file, "utf8") };
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    logger: new DefaultLogger("ERROR"),
  });
  mkdirSync(FOLDER, { recursive: true });
  forgetOld();
  // Others may read it, or be making the same.
  const draft = `${file}.${crypto.randomUUID()}`;
  writeFileSync(draft, code);
  renameSync(draft, file);
  return { code };
}

/** What the workflows import of ours, and the packages' versions. */
function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const file of [...filesBehind(WORKFLOWS), join(ROOT, "deno.lock")]) {
    hash.update(file.slice(ROOT.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

function forgetOld(): void {
  const files = readdirSync(FOLDER).map((name) => join(FOLDER, name));
  const made = (file: string) => Deno.statSync(file).mtime?.getTime() ?? 0;
  for (const file of files.sort((a, b) => made(b) - made(a)).slice(KEPT)) {
    rmSync(file, { force: true });
  }
}
