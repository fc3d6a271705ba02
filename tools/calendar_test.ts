import assert from "node:assert/strict";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { localDate } from "../domain/local_date.ts";
import { insertCases } from "../tests/harness/calendars.ts";
import { testDatabase } from "../tests/harness/database.ts";

const PUBLISHED = localDate("2026-04-20");

async function calendar(url: string, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/calendar.ts", ...args],
    env: { DATABASE_URL: url },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("deno task calendar tells what a decree would move, adds it, and lists it", async () => {
  await using database = await testDatabase();
  await using file = await decreeFile({ off: ["2026-05-12"] });
  const { url, sql } = database;
  const [invoice] = await insertCases(
    sql,
    [{ publishedOn: PUBLISHED }, { publishedOn: PUBLISHED, state: "paid" }],
    "2026-05-05T07:00:00.000Z",
  );
  const words = ["add", file.path, "--source", "Постановление № 1", "--as-of", "2026-05-05"];

  const dry = await calendar(url, ...words, "--dry-run");
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(
    dry.stdout,
    /^Nothing is written\. Against version 1:\n {2}2026, federal: off now: 2026-05-12\n1 of 1 open invoice would move\.\n/,
  );
  assert.match(dry.stdout, new RegExp(`invoice ${invoice}: 2026-06-03 -> 2026-06-04`));
  const planned = JSON.parse((await calendar(url, ...words, "--dry-run", "--json")).stdout);
  const added = JSON.parse((await calendar(url, ...words, "--json")).stdout);
  assert.deepEqual(planned, { ...added, version: null });
  assert.deepEqual(added, {
    version: 2,
    against: 1,
    changes: [
      { year: 2026, region: null, decided: false, now_off: ["2026-05-12"], now_working: [] },
    ],
    open: 1,
    moved: [{ invoice, from: "2026-06-03", to: "2026-06-04" }],
    kept: [],
    provisional: [],
  });
  const [row] = await sql`select source, recorded_at from calendar_versions where id = 2`;
  assert.deepEqual({ ...row }, {
    source: "Постановление № 1",
    recorded_at: "2026-05-05T07:00:00.000Z",
  });

  const list = await calendar(url, "list");
  assert.match(
    list.stdout,
    /^2 {2}2026-05-05 {2}Постановление № 1\n {3}2026, federal: off now: 2026-05-12\n {3}1 invoice moved\n1 /,
  );
  const shown = await calendar(url, "show", "--json");
  const days = JSON.parse(shown.stdout).years["2026"].days_off;
  assert.ok(days.includes("2026-05-12"));
  assert.match(
    (await calendar(url, "show", "1")).stdout,
    /^Version 1, .*\n {2}2019: 14 weekdays off/,
  );
});

Deno.test("deno task calendar refuses what changes nothing, goes back unasked, or can't be", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  await using same = await decreeFile({});
  await using decree = await decreeFile({ off: ["2026-05-12"] });
  await using broken = await decreeFile({ off: ["2026-05-16", "2026-02-30"], without: ["2019"] });
  const add = (path: string, ...more: string[]) =>
    calendar(url, "add", path, "--source", "Постановление", ...more);

  assert.match((await add(same.path)).stderr, /^Nothing changes: version 1 lists the same days/);
  assert.equal((await add(decree.path)).code, 0);
  for (const dry of [[], ["--dry-run"]]) {
    const back = await add(same.path, ...dry);
    assert.equal(back.code, 2);
    assert.match(back.stderr, /the days of version 1, which a newer one has replaced.*--back/);
  }
  const faults = await add(broken.path);
  assert.equal(faults.code, 2);
  assert.match(faults.stderr, /years\.2026\.days_off: 2026-05-16 is a weekend/);
  assert.match(faults.stderr, /years\.2026\.days_off: "2026-02-30" is no date/);
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
    select count(*) as count from calendar_versions`;
  assert.equal(count, 2);
  assert.match((await add(same.path, "--back")).stdout, /^Version 3 is added/);
});

Deno.test("deno task calendar says what is missing in its words", async () => {
  await using database = await testDatabase();
  await using file = await textFile("{ no json");
  const { url } = database;
  const refusals: [string[], RegExp][] = [
    [[], /Say what to do/],
    [["add"], /Say what to do/],
    [["add", file.path], /--source TEXT is missing/],
    [["add", file.path, "--source", "А"], /is no JSON/],
    [["add", "nowhere.json", "--source", "А"], /There is no file nowhere\.json/],
    [["show", "9"], /There is no version 9: the newest is 1/],
    [["list", "it", "all"], /one word too many/],
    [["add", file.path, "--force"], /Unknown option '--force'/],
  ];
  for (const [words, message] of refusals) {
    const { code, stderr } = await calendar(url, ...words);
    assert.equal(code, 2, words.join(" "));
    assert.match(stderr, message);
  }
});

interface Edited {
  off?: string[];
  without?: string[];
}

/** The shipped calendar with days off added to their year. */
function decreeFile({ off = [], without = [] }: Edited) {
  const years: Record<string, { days_off: string[]; working_weekends: string[] }> = {
    ...calendarData.years,
  };
  for (const year of without) delete years[year];
  const days_off = [...years["2026"]!.days_off, ...off];
  years["2026"] = { ...years["2026"]!, days_off };
  return textFile(JSON.stringify({ ...calendarData, years }));
}

async function textFile(text: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(path, text);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}
