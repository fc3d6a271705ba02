import assert from "node:assert/strict";
import { testDatabase } from "../../tests/harness/database.ts";
import { csvOf, REGISTER_HEADER, registerRow } from "../../tests/samples/sheets.ts";
import { CLINIC, IMPORTED_ON, loadPeople, loadRegister } from "../../tests/samples/story.ts";
import { awaitRegisters } from "./await_registers.ts";

Deno.test("publishing waits for a register that is under way, and not for ever", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await loadRegister(sql, { name: "r.csv", content: csvOf([REGISTER_HEADER, registerRow()]) });
  assert.deepEqual(await awaitRegisters(sql, IMPORTED_ON), []);

  await sql`update import_files set state = 'checking' where kind = 'register'`;
  assert.deepEqual(await awaitRegisters(sql, IMPORTED_ON, { tries: 2, pauseMs: 1 }), [CLINIC]);

  // Nobody may be at it any more: its workflow is woken, once.
  const messages = await sql`
    select workflow_id, signal from outbox where workflow_type = 'register'`;
  const [file] = await sql`select clinic_id, sha256 from import_files where kind = 'register'`;
  assert.deepEqual(messages.map((message) => ({ ...message })), [{
    workflow_id: `register/${file!.clinic_id}/${file!.sha256}`,
    signal: "sent",
  }]);

  let isOver = false;
  const waiting = awaitRegisters(sql, IMPORTED_ON, { tries: 1000, pauseMs: 5 }).finally(() =>
    isOver = true
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(!isOver);
  await sql`update import_files set state = 'done' where kind = 'register'`;
  assert.deepEqual(await waiting, []);
});
