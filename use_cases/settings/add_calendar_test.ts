import assert from "node:assert/strict";
import fc from "fast-check";
import { fixedClock } from "../../clock.ts";
import { latestCalendar } from "../../db/calendars.ts";
import { lockInvoices } from "../../db/cases/cases.ts";
import { connect, type Database, type Sql, transaction } from "../../db/connection.ts";
import { calendarOf } from "../../domain/calendar.ts";
import { dueAt, dueDate } from "../../domain/invoice.ts";
import { addDays, type Instant, type LocalDate, localDate } from "../../domain/local_date.ts";
import { add, type CaseWanted, insertCases, turned } from "../../tests/harness/calendars.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { registerOf, registerRow } from "../../tests/samples/sheets.ts";
import { loadPeople, loadRegister, noonOf } from "../../tests/samples/story.ts";
import { workflowId } from "../../workflows/contract.ts";
import { addCalendar, planCalendar } from "./add_calendar.ts";
import { publishInvoices } from "../invoices/publish_invoices.ts";

const AT = "2026-05-05T07:00:00.000Z" as Instant;
/** Its 30th working day is 3 June 2026; in Bashkortostan 4 June, for Kurban-bayram. */
const PUBLISHED = localDate("2026-04-20");
const OCTOBER = localDate("2026-10-31");

Deno.test("a decree moves the open cases that it makes later, and tells them alone", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const [open, partly, ba, paid, defaulted, after] = await insertCases(sql, [
    { publishedOn: PUBLISHED },
    { publishedOn: PUBLISHED, state: "partly_paid", timeZone: "Europe/Kaliningrad" },
    { publishedOn: PUBLISHED, region: "RU-BA" },
    { publishedOn: PUBLISHED, state: "paid" },
    { publishedOn: PUBLISHED, state: "defaulted" },
    { publishedOn: localDate("2026-06-15") },
  ], AT);
  const before = await rowsOf(sql);
  const proposal = await turned(sql, { off: ["2026-05-12"] });
  const planned = await planCalendar(sql, proposal);
  assert.deepEqual(await rowsOf(sql), before, "a plan writes nothing");

  const added = await add(sql, proposal, AT);
  assert.ok(added.ok && planned.ok);
  assert.deepEqual(planned.recount, added.recount);
  assert.deepEqual(added.recount.moved.map((one) => one.invoiceId), [open, partly, ba]);
  assert.equal(added.recount.cases, 4);
  assert.deepEqual(await rowsOf(sql), [
    { ...before[0], due_on: "2026-06-04", due_at: "2026-06-04T19:00:00.000Z", version: 2 },
    { ...before[1], due_on: "2026-06-04", due_at: "2026-06-04T22:00:00.000Z", version: 2 },
    { ...before[2], due_on: "2026-06-05", due_at: "2026-06-05T19:00:00.000Z", version: 2 },
    ...before.slice(3),
  ]);
  assert.deepEqual(await signalsOf(sql), [open, partly, ba].map((id) => workflowId.invoice(id!)));
  const moves = await sql`
    select invoice_id, from_on, to_on, calendar_version_id, moved_at from due_moves order by id`;
  assert.deepEqual({ ...moves[2] }, {
    invoice_id: ba,
    from_on: "2026-06-04",
    to_on: "2026-06-05",
    calendar_version_id: 2,
    moved_at: AT,
  });
  assert.equal(moves.length, 3);
  assert.ok([paid, defaulted, after].every((id) => moves.every((move) => move.invoice_id !== id)));
});

Deno.test("a region's decree moves its own employers' cases alone", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const [, ba] = await insertCases(sql, [
    { publishedOn: PUBLISHED },
    { publishedOn: PUBLISHED, region: "RU-BA" },
  ], AT);
  const added = await add(sql, await turned(sql, { region: "RU-BA", off: ["2026-05-28"] }), AT);
  assert.ok(added.ok);
  assert.deepEqual(
    added.recount.moved.map(({ invoiceId, fromOn, toOn }) => [invoiceId, fromOn, toOn]),
    [[ba, "2026-06-04", "2026-06-05"]],
  );
});

Deno.test("a case past its deadline that is not in default yet may move, too, and its franchise is told", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const [held] = await insertCases(sql, [{ publishedOn: PUBLISHED }], AT);
  const late = "2026-06-03T19:20:00.000Z";
  const added = await add(sql, await turned(sql, { off: ["2026-06-02"] }), late);
  assert.ok(added.ok);
  assert.deepEqual(added.recount.moved.map((one) => one.invoiceId), [held]);
  const [franchise] = await sql<{ id: number }[]>`select id from franchises`;
  assert.deepEqual(await signalsOf(sql), [
    workflowId.invoice(held!),
    workflowId.franchise(franchise!.id),
  ]);
});

Deno.test("days that come back shorten no promise; new invoices count by them", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await insertCases(sql, [{ publishedOn: PUBLISHED }], AT);
  const first = await turned(sql, { off: [] });
  await add(sql, await turned(sql, { off: ["2026-05-12"] }), AT);
  const moved = await rowsOf(sql);

  const old = await add(sql, first, AT);
  assert.deepEqual(old, { ok: false, reason: "earlier_content", versionId: 1 });
  assert.deepEqual(await add(sql, first, AT), old);
  assert.equal((await latestCalendar(sql)).versionId, 2);

  const back = await addCalendar(sql, fixedClock(AT), {
    proposal: first,
    source: "Постановление отменено",
    against: 2,
    earlierContent: "take",
    actor: null,
  });
  assert.ok(back.ok);
  assert.deepEqual([back.recount.moved.length, back.recount.kept.length], [0, 1]);
  assert.deepEqual(await rowsOf(sql), moved);
  assert.equal((await signalsOf(sql)).length, 1);
  const { versionId, data } = await latestCalendar(sql);
  assert.equal(versionId, back.versionId);
  assert.equal(dueDate(calendarOf(data, null), PUBLISHED).date, "2026-06-03");
});

Deno.test("the same content again, in any order, and at once, changes nothing", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await insertCases(sql, [{ publishedOn: PUBLISHED }], AT);
  const proposal = await turned(sql, { off: ["2026-05-12"] });
  const outcomes = await Promise.all([1, 2, 3].map(() => add(sql, proposal, AT)));
  assert.equal(outcomes.filter((one) => one.ok).length, 1);
  const { data } = await latestCalendar(sql);
  const shuffled = {
    ...data,
    note: "other words",
    years: Object.fromEntries(
      Object.entries(data.years).reverse().map(([year, { days_off, working_weekends }]) => [
        year,
        { days_off: days_off.toReversed(), working_weekends },
      ]),
    ),
  };
  const again = await add(sql, { kind: "whole", content: shuffled }, AT);
  assert.deepEqual(again, { ok: false, reason: "nothing_changes", versionId: 2 });
  assert.equal((await signalsOf(sql)).length, 1);
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
    select count(*) as count from calendar_versions`;
  assert.equal(count, 2);
});

Deno.test("what was computed against a version that another has followed is not added", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await add(sql, await turned(sql, { off: ["2026-05-12"] }), AT);
  const stale = await addCalendar(sql, fixedClock(AT), {
    proposal: await turned(sql, { off: ["2026-05-13"] }),
    source: "Постановление",
    against: 1,
    earlierContent: "take",
    actor: null,
  });
  assert.deepEqual(stale, { ok: false, reason: "superseded", versionId: 2 });
  assert.equal((await latestCalendar(sql)).versionId, 2);
});

Deno.test("an invoice that is published by the old calendar while a decree comes is recounted", async () => {
  await using database = await testDatabase();
  const { sql, url } = database;
  await givenOneLine(sql);
  await using other = secondConnection(url);
  const { publishing, adding } = await transaction(other.sql, async (held) => {
    // Publishing has read the calendar by the time that it writes the invoice, and stops there.
    await held`lock table invoices in share mode`;
    const publishing = publishInvoices(sql, noonOf("2026-11-11"), { through: OCTOBER });
    await untilWaiting(other.sql, "relation");
    const adding = add(sql, await turned(other.sql, { off: ["2026-12-01"] }), AT);
    await untilWaiting(other.sql, "advisory");
    return { publishing, adding };
  }).then(bothEnded);
  assert.equal(publishing.invoices, 1);
  assert.ok(adding.ok);
  assert.equal(adding.recount.moved.length, 1);
  await assertCountedBy(sql, adding.versionId);
});

Deno.test("an invoice that is published while the cases are recounted counts by the new calendar", async () => {
  await using database = await testDatabase();
  const { sql, url } = database;
  await givenOneLine(sql);
  const [open] = await insertCases(sql, [{ publishedOn: localDate("2026-11-10") }], AT);
  await using other = secondConnection(url);
  const { publishing, adding } = await transaction(other.sql, async (held) => {
    await lockInvoices(held, [open!]);
    const adding = add(sql, await turned(other.sql, { off: ["2026-12-01"] }), AT);
    await untilWaiting(other.sql, "transactionid");
    const publishing = publishInvoices(sql, noonOf("2026-11-11"), { through: OCTOBER });
    await untilWaiting(other.sql, "advisory");
    return { publishing, adding };
  }).then(bothEnded);
  assert.ok(adding.ok && publishing.invoices === 1);
  assert.equal(adding.recount.moved.length, 1);
  await assertCountedBy(sql, adding.versionId);
});

Deno.test("a case that is paid or declared in default before the recount holds it stays as it is", async () => {
  await using database = await testDatabase();
  const { sql, url } = database;
  const ids = await insertCases(sql, Array(3).fill({ publishedOn: PUBLISHED }), AT);
  await using other = secondConnection(url);
  const { adding } = await transaction(other.sql, async (held) => {
    await lockInvoices(held, ids);
    const adding = add(sql, await turned(other.sql, { off: ["2026-05-12"] }), AT);
    await untilWaiting(other.sql, "transactionid");
    await held`
      insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                    recorded_at)
      select 'payment', (select id from ledger_accounts where kind = 'bank'), id, 90000, ${AT}, ${AT}
      from ledger_accounts where invoice_id = ${ids[0]!}`;
    await held`update invoices set defaulted_at = ${AT} where id = ${ids[1]!}`;
    return { adding };
  });
  const added = await adding;
  assert.ok(added.ok);
  assert.deepEqual(added.recount.moved.map((one) => one.invoiceId), [ids[2]]);
  assert.equal(added.recount.cases, 1);
  assert.deepEqual((await rowsOf(sql)).map((row) => row.due_on), [
    "2026-06-03",
    "2026-06-03",
    "2026-06-04",
  ]);
});

Deno.test("whatever is decreed, deadlines move later only, and exactly those that became later", async () => {
  await using database = await testDatabase();
  let moves = 0;
  await fc.assert(
    fc.asyncProperty(CASES, DECREES, async (cases, decrees) => {
      await rolledBack(database.sql, async (sql) => {
        const ids = await insertCases(sql, cases, AT);
        for (const decree of decrees) {
          const before = await casesOf(sql, ids);
          const told = (await signalsOf(sql)).length;
          const planned = await planCalendar(sql, decree);
          const added = await add(sql, decree, AT);
          const after = await casesOf(sql, ids);
          if (!added.ok) {
            assert.notEqual(added.reason, "faults");
            assert.deepEqual(after, before);
            continue;
          }
          assert.ok(planned.ok);
          assert.deepEqual(planned.recount, added.recount);
          const expected = before.map((one) => expectedOf(one, added));
          assert.deepEqual(after, expected);
          assert.ok(after.every((one, index) => one.dueOn >= before[index]!.dueOn));
          const moved = after.filter((one, index) => one.dueOn !== before[index]!.dueOn);
          const overdue = moved.filter(({ id }) =>
            before.some((one) => one.id === id && one.dueAt <= AT)
          );
          assert.deepEqual((await signalsOf(sql)).slice(told), [
            ...moved.map(({ id }) => workflowId.invoice(id)),
            ...overdue.map(({ franchiseId }) => workflowId.franchise(franchiseId)),
          ]);
          moves += moved.length;

          const again = await add(sql, decree, AT);
          assert.ok(!again.ok && again.reason === "nothing_changes");
          assert.deepEqual(await casesOf(sql, ids), after);
        }
      });
    }),
    { numRuns: 40 },
  );
  assert.ok(moves > 30, `only ${moves} deadlines moved: the property saw too little`);
});

const CASES = fc.array(
  fc.record({
    publishedOn: fc.integer({ min: 0, max: 270 }).map((n) => addDays(localDate("2026-02-01"), n)),
    region: fc.constantFrom(null, "RU-BA"),
    timeZone: fc.constantFrom("Asia/Yekaterinburg", "Europe/Moscow", "Asia/Kamchatka"),
    state: fc.constantFrom<NonNullable<CaseWanted["state"]>>(
      "open",
      "open",
      "partly_paid",
      "paid",
      "defaulted",
    ),
  }),
  { minLength: 4, maxLength: 8 },
);

/** Days of a year that a decree makes off, whatever was off before: some come, some go. */
const DECREES = fc.array(
  fc.record({
    year: fc.constantFrom(2026, 2026, 2027, 2028),
    region: fc.constantFrom(null, null, "RU-BA"),
    days: fc.uniqueArray(fc.integer({ min: 0, max: 364 }), { minLength: 30, maxLength: 160 }),
    saturdays: fc.uniqueArray(fc.integer({ min: 2, max: 50 }), { maxLength: 3 }),
  }).map(({ year, region, days, saturdays }) => ({
    kind: "year" as const,
    year,
    region,
    daysOff: days.map((n) => addDays(localDate(`${year}-01-01`), n))
      .filter((day) => region !== null || !isWeekend(day))
      .concat(region === null ? [localDate(`${year}-07-03`)].filter((day) => !isWeekend(day)) : [])
      .filter((day, index, all) => all.indexOf(day) === index),
    workingWeekends: region === null
      ? saturdays.map((week) => saturdayOf(year, week)).filter((day) => !HOLIDAYS.has(day.slice(5)))
      : [],
  })),
  { minLength: 1, maxLength: 3 },
);

const HOLIDAYS = new Set(["02-23", "03-08", "05-01", "05-09", "06-12", "11-04"]);

function isWeekend(day: LocalDate): boolean {
  return new Date(day).getUTCDay() % 6 === 0;
}

function saturdayOf(year: number, week: number): LocalDate {
  const first = new Date(`${year}-01-01`).getUTCDay();
  return addDays(localDate(`${year}-01-01`), 6 - first + 7 * week);
}

interface CaseRow {
  id: number;
  franchiseId: number;
  publishedOn: LocalDate;
  region: string | null;
  zone: string;
  dueOn: LocalDate;
  dueAt: Instant;
  version: number;
  open: boolean;
}

async function casesOf(sql: Sql, ids: number[]): Promise<CaseRow[]> {
  return [
    ...await sql<CaseRow[]>`
      select i.id, i.franchise_id as "franchiseId", i.published_on as "publishedOn", e.region, i.time_zone as zone,
             i.due_on as "dueOn", i.due_at as "dueAt", i.calendar_version_id as version,
             i.defaulted_at is null and b.owed_kopecks > 0 as open
      from invoices i join employers e on e.id = i.employer_id
      join invoice_balances b on b.invoice_id = i.id
      where i.id = any(${ids}::bigint[]) order by i.id`,
  ].map((row) => ({ ...row }));
}

/** One case by the rule alone, counted by itself. */
function expectedOf(
  one: CaseRow,
  added: Extract<Awaited<ReturnType<typeof add>>, { ok: true }>,
): CaseRow {
  const counted = dueDate(calendarOf(added.data, one.region), one.publishedOn).date;
  if (!one.open || counted <= one.dueOn) return one;
  return {
    ...one,
    dueOn: counted,
    dueAt: dueAt(counted, one.zone),
    version: added.versionId,
  };
}

/** Rows of one run are gone after it, so that runs need no database each. */
async function rolledBack(sql: Database, work: (sql: Sql) => Promise<void>): Promise<void> {
  const done = new Error("the run is over");
  await transaction(sql, async (sql) => {
    await work(sql);
    throw done;
  }).catch((error) => {
    if (error !== done) throw error;
  });
}

async function givenOneLine(sql: Database): Promise<void> {
  await loadPeople(sql);
  await loadRegister(sql, { name: "a.xlsx", content: registerOf(registerRow()) });
}

async function assertCountedBy(sql: Sql, versionId: number): Promise<void> {
  const { data } = await latestCalendar(sql);
  const rows = await sql<
    { published_on: LocalDate; due_on: LocalDate; calendar_version_id: number }[]
  >`
    select published_on, due_on, calendar_version_id from invoices`;
  assert.ok(rows.length > 0);
  for (const row of rows) {
    assert.equal(row.due_on, dueDate(calendarOf(data, null), row.published_on).date);
    assert.equal(row.calendar_version_id, versionId);
  }
}

async function bothEnded<P, A>(
  { publishing, adding }: { publishing: Promise<P>; adding: Promise<A> },
): Promise<{ publishing: P; adding: A }> {
  const [published, added] = await Promise.all([publishing, adding]);
  return { publishing: published, adding: added };
}

function secondConnection(url: string) {
  const sql = connect(url, { max: 3, applicationName: "test-second" });
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 5 }) };
}

/** Waits until a query of another connection waits for a lock of that kind. */
async function untilWaiting(sql: Sql, kind: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (true) {
    const rows = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event = ${kind}`;
    if (rows.length > 0) return;
    assert.ok(Date.now() < deadline, `nobody waits for ${kind}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function rowsOf(sql: Sql) {
  const rows = await sql`
    select id, due_on, due_at, calendar_version_id as version from invoices order by id`;
  return rows.map((row) => ({ ...row }));
}

async function signalsOf(sql: Sql): Promise<string[]> {
  const rows = await sql<{ workflow_id: string }[]>`
    select workflow_id from outbox where signal = 'dueMoved' order by id`;
  return rows.map((row) => row.workflow_id);
}
