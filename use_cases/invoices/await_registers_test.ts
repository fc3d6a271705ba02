import assert from "node:assert/strict";
import { testDatabase } from "../../tests/harness/database.ts";
import { csvOf, REGISTER_HEADER, registerRow } from "../../tests/samples/sheets.ts";
import { CLINIC, loadPeople, loadRegister } from "../../tests/samples/story.ts";
import { awaitRegisters } from "./await_registers.ts";

Deno.test("publishing waits for a register that is under way, and not for ever", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await loadRegister(sql, { name: "r.csv", content: csvOf([REGISTER_HEADER, registerRow()]) });
  assert.deepEqual(await awaitRegisters(sql), []);

  await sql`update import_files set state = 'checking' where kind = 'register'`;
  assert.deepEqual(await awaitRegisters(sql, { tries: 2, pauseMs: 1 }), [CLINIC]);

  let isOver = false;
  const waiting = awaitRegisters(sql, { tries: 1000, pauseMs: 5 }).finally(() => isOver = true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(!isOver);
  await sql`update import_files set state = 'done' where kind = 'register'`;
  assert.deepEqual(await waiting, []);
});
