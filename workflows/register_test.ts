import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { caseWorld, until } from "../tests/harness/case_world.ts";
import { receiveFile } from "../use_cases/imports/receive_file.ts";
import { workflowId } from "./contract.ts";

Deno.test("a roster and a register that come in are gone through, and leave counts only", async () => {
  await using world = await caseWorld();
  const sample = async (name: string) => ({
    name,
    content: new Uint8Array(
      await readFile(fileURLToPath(new URL(`../tests/samples/${name}`, import.meta.url))),
    ),
    uploadedBy: null,
  });
  const roster = await receiveFile(world.sql, world.clock, {
    ...await sample("roster.xlsx"),
    kind: "roster",
    employer: "Завод Образец",
  });
  assert.ok(roster.ok);
  const rosterCounts = await world.result(
    workflowId.roster(roster.file.employerId!, roster.file.sha256),
  ) as { ok: boolean; accepted: number };
  assert.ok(rosterCounts.ok && rosterCounts.accepted > 0);

  const register = await receiveFile(world.sql, world.clock, {
    ...await sample("register-01-clean.xlsx"),
    kind: "register",
    clinic: "Клиника Образец",
  });
  assert.ok(register.ok);
  const id = workflowId.register(register.file.clinicId!, register.file.sha256);
  const counts = await world.result(id) as Record<string, unknown>;
  assert.deepEqual(Object.keys(counts).sort(), ["accepted", "held", "ok", "refused"]);

  // The same file again runs again, to check its refused rows anew.
  const { runId } = await world.handle(id).describe();
  await receiveFile(world.sql, world.clock, {
    ...await sample("register-01-clean.xlsx"),
    kind: "register",
    clinic: "Клиника Образец",
  });
  await world.pass(0);
  await until("a second run", async () => (await world.handle(id).describe()).runId !== runId);
  assert.deepEqual(Object.keys(await world.result(id) as object).length, 4);
});
