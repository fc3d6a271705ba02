import assert from "node:assert/strict";
import { testDatabase } from "../tests/harness/database.ts";
import { connect, transaction } from "./connection.ts";

Deno.test("connect() reads dates, instants and numbers as the product's types say", async () => {
  await using database = await testDatabase();
  const [row] = await database.sql`
    select 9007199254740991::int8 as big, count(*) as counted, date '2026-11-22' as day,
      timestamptz '2026-11-22 20:24:38.1239+03' as at, timestamptz '2026-11-22 00:00+00' as midnight,
      1.50::numeric as quantity, array[1, 2]::int8[] as ids, array[date '2026-01-31'] as days
    from (values (1), (2)) as two
  `;
  assert.deepEqual({ ...row }, {
    big: 9007199254740991,
    counted: 2,
    day: "2026-11-22",
    at: "2026-11-22T17:24:38.123Z",
    midnight: "2026-11-22T00:00:00.000Z",
    quantity: "1.50",
    ids: [1, 2],
    days: ["2026-01-31"],
  });
});

Deno.test("connect() writes the same types back unchanged", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await sql`create table kept (id int8, day date, at timestamptz, quantity numeric)`;
  const row = {
    id: 9007199254740991,
    day: "2026-11-22",
    at: "2026-11-22T17:24:38.123Z",
    quantity: "0.333333",
  };
  await sql`insert into kept ${sql(row)}`;
  await sql`
    insert into kept select * from unnest(${[row.id]}::int8[], ${[row.day]}::date[],
      ${[row.at]}::timestamptz[], ${[row.quantity]}::numeric[])
  `;
  const rows = await sql`select id, day, at, quantity from kept where at = ${row.at}`;
  assert.deepEqual(rows.map((read) => ({ ...read })), [row, row]);
});

Deno.test("connect() throws on an int8 beyond what a number holds", async () => {
  await using database = await testDatabase();
  await assert.rejects(async () => {
    await database.sql`select 9007199254740993::int8`;
  }, /9007199254740993 does not fit/);
});

Deno.test("transaction() keeps all or nothing, also inside another transaction", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await sql`create table marks (name text)`;
  await transaction(sql, async (outer) => {
    await outer`insert into marks values ('kept')`;
    await assert.rejects(
      transaction(outer, async (inner) => {
        await inner`insert into marks values ('undone')`;
        throw new Error("refused");
      }),
      /refused/,
    );
  });
  await assert.rejects(
    transaction(sql, async (outer) => {
      await outer`insert into marks values ('lost')`;
      throw new Error("refused");
    }),
    /refused/,
  );
  const marks = await sql<{ name: string }[]>`select name from marks`;
  assert.deepEqual(marks.map(({ name }) => name), ["kept"]);
});

Deno.test("a database's owner is no superuser, so that revoked rights stay revoked", async () => {
  await using database = await testDatabase();
  const sql = connect(database.url, { max: 1 });
  const [row] = await sql`select usesuper from pg_user where usename = current_user`;
  await sql.end();
  assert.equal(row?.usesuper, false);
});
