import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passingName, sweepPassing } from "./passing.ts";

Deno.test("what an ended process left is removed, what is still used and what is nobody's stays", () => {
  const folder = mkdtempSync(join(tmpdir(), "fifth-passing-"));
  try {
    const ours = passingName("postgres");
    const ended = Number(execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }));
    const left = ours.replace(`-${process.pid}-`, `-${ended}-`);
    assert.notEqual(left, ours);
    for (const name of [ours, left]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, left, "PG_VERSION"), "18");
    writeFileSync(join(folder, "other"), "");
    sweepPassing([folder, null]);
    assert.deepEqual(readdirSync(folder).sort(), [ours, "other"].sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
