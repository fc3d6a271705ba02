import assert from "node:assert/strict";
import { listKeyRates } from "../db/rates.ts";
import { testDatabase } from "../tests/harness/database.ts";

async function rates(url: string, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/rates.ts", ...args],
    env: { DATABASE_URL: url },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

const SOURCE = ["--source", "Банк России, 19 декабря 2025"];

Deno.test("deno task rates adds a rate, lists it, and shows the days that none covers", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  const before = await rates(url, "list");
  assert.match(before.stdout, /\n2025-10-27 {3}16\.5 % {2}.*\n2025-12-22 {2}not entered\n$/);

  const words = ["add", "2026-01-12", "15,75", "--known-through", "2026-02-15", ...SOURCE];
  const added = await rates(url, ...words);
  assert.equal(added.code, 0, added.stderr);
  assert.equal(added.stdout, "15.75 % from 2026-01-12, known through 2026-02-15.\n");
  assert.match(
    (await rates(url, "list")).stdout,
    /2025-12-22 {2}not entered\n2026-01-12 {2}15\.75 % {2}Банк России, 19 декабря 2025\n2026-02-16 {2}not entered\n$/,
  );
  const listed = JSON.parse((await rates(url, "list", "--json")).stdout);
  assert.deepEqual(listed.at(-1), {
    from: "2026-01-12",
    basis_points: 1575,
    known_through: "2026-02-15",
    source: "Банк России, 19 декабря 2025",
  });
  assert.deepEqual((await listKeyRates(sql)).slice(-2), [
    { from: "2026-01-12", basisPoints: 1575 },
    { from: "2026-02-16", basisPoints: null },
  ]);
});

Deno.test("deno task rates never changes a row, and says how a rate goes on", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  const words = ["add", "2025-10-27", "17", "--known-through", "2026-02-15", ...SOURCE];
  const refused = await rates(url, ...words);
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /^The rate from 2025-10-27 is there already: 16\.5 %, known through 2025-12-21\. .*add it again/,
  );
  const [row] = await sql`select basis_points from key_rates where from_on = '2025-10-27'`;
  assert.equal(row!.basis_points, 1650);
});

Deno.test("deno task rates refuses what it can't read, in a sentence", async () => {
  await using database = await testDatabase();
  const through = ["--known-through", "2026-02-15"];
  const refusals: [string[], RegExp][] = [
    [["add", "12.01.2026", "16", ...through, ...SOURCE], /^FROM is "12\.01\.2026"/],
    [["add", "2026-01-12", "high", ...through, ...SOURCE], /^PERCENT is "high"/],
    [["add", "2026-01-12", "16", ...SOURCE], /^--known-through DATE is missing/],
    [["add", "2026-02-16", "16", ...through, ...SOURCE], /lies before 2026-02-16/],
    [["add", "2026-01-12", "16", ...through], /^--source TEXT is missing/],
    [["add", "2026-01-12"], /^Say what to do/],
    [[], /^Say what to do/],
  ];
  for (const [args, message] of refusals) {
    const refused = await rates(database.url, ...args);
    assert.equal(refused.code, 2, args.join(" "));
    assert.match(refused.stderr, message);
  }
});
