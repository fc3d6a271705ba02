import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { transaction } from "../db/connection.ts";
import { lockImports } from "../db/imports/imports.ts";
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

Deno.test("a file that is sent again while it is gone through is gone through once more", async () => {
  await using world = await caseWorld();
  const { sql, clock } = world;
  const send = async () => {
    const received = await receiveFile(sql, clock, {
      name: "register.csv",
      content: new TextEncoder().encode(
        "№ полиса;ФИО;Дата услуги;Услуга;Кол-во;Цена\n1;Пробин Ильдар;2026-10-05;Прием;1;100\n",
      ),
      uploadedBy: null,
      kind: "register",
      clinic: "Клиника Образец",
    });
    assert.ok(received.ok);
    return received.file;
  };
  // Its import waits for another one of the clinic.
  const [clinic] = await sql<[{ id: number }]>`
    insert into clinics (name, recorded_at) values ('Клиника Образец', ${clock.now()}) returning id`;
  const held = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const holding = transaction(sql, async (sql) => {
    await lockImports(sql, `clinic/${clinic.id}`);
    held.resolve();
    await over.promise;
  });
  await held.promise;
  const { sha256 } = await send();
  const id = workflowId.register(clinic.id, sha256);
  await until(
    "the import waits",
    async () =>
      (await sql`select from pg_locks where locktype = 'advisory' and not granted`).length > 0,
  );
  const { runId } = await world.handle(id).describe();

  await send();
  await until(
    "the second sending is told",
    async () => (await sql`select from outbox where delivered_at is null`).length === 0,
  );
  over.resolve();
  await holding;
  await world.result(id);
  const { runId: lastRun } = await world.handle(id).describe();
  assert.equal(lastRun, runId);
  const { events } = await world.handle(id).fetchHistory();
  const runs = events!.filter((event) => event.activityTaskScheduledEventAttributes);
  assert.equal(runs.length, 2);
});
