import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from "@temporalio/worker";
import { workflowBundle } from "../harness/workflow_bundle.ts";
import { LIVES, PLANTED } from "./lives.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = new URL("./", import.meta.url);

Deno.test("the workflows as they are replay every saved history", async () => {
  const failures = await replay(await workflowBundle(), saved());
  assert.deepEqual(failures, []);
});

Deno.test("workflows that call another activity are refused, so that a replay can fail", async () => {
  const failures = await replay(await bundleOfAnotherActivity(), saved());
  const invoices = saved().filter(({ workflowId }) => workflowId.startsWith("invoice/"));
  assert.deepEqual(
    failures.map(({ file }) => file),
    invoices.map(({ file }) => file),
  );
  for (const { error } of failures) assert.equal(error.name, "DeterminismViolationError");
});

Deno.test("a history of each kind of life is saved", () => {
  const lives = new Set(saved().map(({ file }) => file.split(".")[0]));
  assert.deepEqual([...lives].sort(), Object.keys(LIVES).map((life) => life.replace(/[ ,]+/g, "-")).sort());
});

Deno.test("no saved history holds what was planted in the person, in payloads neither", () => {
  for (const { file, text } of saved()) {
    const readable = text.replace(
      /"data": "([^"]*)"/g,
      (_, data) => new TextDecoder().decode(Uint8Array.from(atob(data), (one) => one.charCodeAt(0))),
    );
    assert.match(readable, /now|fileId/, "the search must read payloads");
    for (const planted of [...Object.values(PLANTED), "Майя", "Тестовна", "ДМС-", "Клиника"]) {
      assert.ok(!readable.includes(planted), `${planted} is in ${file}`);
    }
  }
});

interface Saved {
  file: string;
  text: string;
  workflowId: string;
  history: unknown;
}

function saved(): Saved[] {
  return readdirSync(FOLDER).filter((file) => file.endsWith(".json")).sort().map((file) => {
    const text = readFileSync(new URL(file, FOLDER), "utf8");
    return { file, text, ...JSON.parse(text) };
  });
}

async function replay(
  workflowBundle: { code: string },
  histories: Saved[],
): Promise<{ file: string; error: Error }[]> {
  Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
  const failures: { file: string; error: Error }[] = [];
  // One by one: a workflow of the same id may stand in several lives.
  for (const one of histories) {
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, [one])) {
      if (error) failures.push({ file: one.file, error });
    }
  }
  return failures;
}

/** The invoice's case reads a franchise where it read its invoice. */
async function bundleOfAnotherActivity(): Promise<{ code: string }> {
  mkdirSync(join(ROOT, ".data"), { recursive: true });
  // Within the project, whose packages the bundler then finds.
  const copy = mkdtempSync(join(ROOT, ".data", "changed-workflows-"));
  try {
    for (const folder of ["workflows", "domain"]) {
      cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    }
    const file = join(copy, "workflows", "invoice.ts");
    const text = readFileSync(file, "utf8");
    const changed = text.replace("facts.readInvoice.", "facts.readFranchise.");
    assert.notEqual(changed, text);
    writeFileSync(file, changed);
    return await bundleWorkflowCode({
      workflowsPath: join(copy, "workflows", "mod.ts"),
      logger: new DefaultLogger("ERROR"),
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
