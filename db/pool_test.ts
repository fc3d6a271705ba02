import assert from "node:assert/strict";
import { testDatabase } from "../tests/harness/database.ts";
import { connect, type Database, transaction } from "./connection.ts";
import { ConnectionLost } from "./pool.ts";

Deno.test("a pool goes on at once however often its connections are ended in the middle of work", async () => {
  await using database = await testDatabase();
  const sql = connect(database.url, { max: 4, applicationName: "victim" });
  let working = true;
  let done = 0;
  const workers = Array.from({ length: 4 }, async (_, index) => {
    while (working) {
      const work = index % 2 === 0 ? sql`select 1` : transaction(sql, async (sql) => {
        await sql`select 1`;
        await pause(Math.random() * 3);
        await sql`select 2`;
      });
      await work.then(() => done++, () => {});
    }
  });
  for (let cut = 0; cut < 6; cut++) {
    await pause(30 + Math.random() * 20);
    await endConnections(database.sql);
    const before = done;
    const cutAt = Date.now();
    while (done < before + 20) {
      assert.ok(Date.now() < cutAt + 8000, "nothing was answered for 8 s");
      await pause(5);
    }
  }
  working = false;
  await Promise.all(workers);
  await sql.end({ timeout: 5 });
});

Deno.test("a transaction whose connection was lost fails, and what it still asks is refused", async () => {
  await using database = await testDatabase();
  await database.sql`create table marks (name text)`;
  const sql = connect(database.url, { max: 1, applicationName: "victim" });
  const refused = Promise.withResolvers<string>();
  const outcome = transaction(sql, async (sql) => {
    await sql`insert into marks values ('first')`;
    await pause(50);
    await endConnections(database.sql);
    await pause(100);
    // Its one connection could be used by others again by now, outside of any transaction.
    try {
      await sql`insert into marks values ('second')`;
    } catch (error) {
      refused.resolve((error as ConnectionLost).code);
    }
  });
  await assert.rejects(outcome, ConnectionLost);
  assert.equal(await refused.promise, "CONNECTION_LOST");
  await sql`insert into marks values ('other')`;
  const marks = await database.sql`select name from marks`;
  assert.deepEqual(marks.map(({ name }) => name), ["other"]);
  await sql.end({ timeout: 5 });
});

Deno.test("a transaction that went on after a failed statement says that nothing was written", async () => {
  await using database = await testDatabase();
  await assert.rejects(
    transaction(database.sql, async (sql) => {
      await sql`select 1 / 0`.catch(() => {});
    }),
    /Rolled back/,
  );
});

Deno.test("a listener hears again after its connection was ended", async () => {
  await using database = await testDatabase();
  const sql = connect(database.url, { max: 1, applicationName: "victim" });
  const heard: string[] = [];
  let listening = 0;
  await sql.listen("news", (payload) => heard.push(payload), () => listening++);
  await pause(50);
  await endConnections(database.sql);
  for (let waited = 0; listening < 2; waited++) {
    assert.ok(waited < 500, "it does not listen again");
    await pause(10);
  }
  await database.sql`select pg_notify('news', 'after')`;
  for (let waited = 0; heard.length === 0; waited++) {
    assert.ok(waited < 500, "it hears nothing");
    await pause(10);
  }
  assert.deepEqual(heard, ["after"]);
  await sql.end({ timeout: 5 });
});

/** Not those just made: the driver can't stand it in its very first question, about types. */
async function endConnections(sql: Database): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'victim' and datname = current_database()
      and backend_start < clock_timestamp() - interval '20 ms'`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
