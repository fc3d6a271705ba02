import assert from "node:assert/strict";
import { latestCalendar } from "../db/calendars.ts";
import { insertReport } from "../db/employers/employer_reports.ts";
import { enqueue } from "../db/outbox.ts";
import { calendarOf } from "../domain/calendar.ts";
import { periodKey, reportDay, reportPeriod } from "../domain/employer_report.ts";
import {
  addDays,
  addMonths,
  atLocalTime,
  type LocalDate,
  localDateOf,
} from "../domain/local_date.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { acknowledgeReport } from "../use_cases/employers/acknowledge_report.ts";
import { nameEmployerContact } from "../use_cases/employers/name_employer_contact.ts";
import { requestReport } from "../use_cases/employers/request_employer_reports.ts";
import { workflowId } from "./contract.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const EMAIL = "hr@zavod.example";

Deno.test("a report is told by a letter without a name or a sum, and ends with its acknowledgement", async () => {
  await using world = await caseWorld();
  const { employerId, contactId, id, period } = await reported(world, 90_000);
  assert.equal(await world.stage(id), "Ждет подтверждения");
  const [letter, ...more] = world.sandbox.mail(EMAIL);
  assert.deepEqual(more, []);
  assert.match(letter!.text, new RegExp(`/employer/reports/${periodKey(period)}\n`));
  assert.doesNotMatch(letter!.text + letter!.subject, /Образцова|900,00|90000|Клиника|терапевт/);
  await acknowledge(world, { employerId, contactId, period });
  assert.equal(await world.result(id), "acknowledged");
  await world.pass(30 * DAY_MS);
  assert.equal(world.sandbox.mail(EMAIL).length, 1, "nobody is reminded of what is acknowledged");
});

Deno.test("a report that nobody acknowledges is reminded of after five working days, once", async () => {
  await using world = await caseWorld();
  const { employerId, contactId, id, period } = await reported(world, 90_000);
  await world.pass(4 * DAY_MS);
  assert.equal(world.sandbox.mail(EMAIL).length, 1);
  // The holidays of January leave few working days.
  await world.pass(26 * DAY_MS);
  await world.until("the reminder", async () => await world.stage(id) === "Не подтвержден");
  const letters = world.sandbox.mail(EMAIL);
  assert.equal(letters.length, 2);
  assert.ok(letters.some(({ text }) => /еще не подтвержден/.test(text)));
  const [row] = await world.sql`select reminded_at, remind_at from employer_reports`;
  assert.ok(row!["reminded_at"] >= row!["remind_at"]);
  await acknowledge(world, { employerId, contactId, period });
  assert.equal(await world.result(id), "acknowledged");
});

Deno.test("an employer whose people owe nothing is told so, and the case is over", async () => {
  await using world = await caseWorld();
  const { id } = await reported(world, null);
  assert.equal(await world.result(id), "clear");
  const [letter, ...more] = world.sandbox.mail(EMAIL);
  assert.deepEqual(more, []);
  assert.match(letter!.text, /Долгов на этот день нет, делать ничего не нужно/);
});

Deno.test("a contact named later gets the letter of what is awaited", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  await world.invoice(person, 90_000);
  const { employerId } = person;
  await requestReport(world.sql, world.clock, { employerId, actor: null });
  const period = reportPeriod(localDateOf(world.clock.now(), ZONE));
  const id = workflowId.employerReport(employerId, periodKey(period));
  await world.until("the report", async () => await world.stage(id) === "Ждет подтверждения");
  await named(world, employerId);
  await world.until("the letter", () => Promise.resolve(world.sandbox.mail(EMAIL).length === 1));
});

Deno.test("each morning asks for what this month lacks: once a month and employer, a missed day made up for", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ policyEndsOn: inDays(world, 400) });
  await world.invoice(person, 90_000);
  await named(world, person.employerId);
  const { data } = await latestCalendar(world.sql);
  const month = addMonths(reportPeriod(localDateOf(world.clock.now(), ZONE)), 1);
  const day = reportDay(calendarOf(data, null), month);
  const id = workflowId.employerReport(person.employerId, periodKey(month));
  await world.passTo(atLocalTime(addDays(day, -1), "08:00", ZONE));
  await morning(world);
  assert.deepEqual(await periods(world), [], "the day before is too early");
  // The morning of the first working day was missed.
  await world.passTo(atLocalTime(addDays(day, 2), "08:00", ZONE));
  await morning(world);
  await world.until("the report", async () => await world.stage(id) === "Ждет подтверждения");
  await morning(world);
  assert.deepEqual(await periods(world), [month]);

  const after = addMonths(month, 1);
  await world.passTo(atLocalTime(reportDay(calendarOf(data, null), after), "08:00", ZONE));
  await morning(world);
  assert.equal(await world.result(id), "superseded");
  assert.deepEqual(await periods(world), [month, after]);
});

Deno.test("a report whose start was lost is begun by a later morning", async () => {
  await using world = await caseWorld();
  const { employerId } = await world.insured();
  await named(world, employerId);
  const at = world.clock.now();
  const period = reportPeriod(localDateOf(at, ZONE));
  await insertReport(world.sql, { employerId, period, staffId: null, at });
  await morning(world);
  assert.equal(world.sandbox.mail(EMAIL).length, 0, "it may be on its way");
  await world.pass(DAY_MS);
  await morning(world);
  assert.equal(
    await world.result(workflowId.employerReport(employerId, periodKey(period))),
    "clear",
  );
  assert.equal(world.sandbox.mail(EMAIL).length, 1);
});

let mornings = 0;

/** What the Schedule starts, under an id of its own as a Schedule gives it. */
async function morning(world: CaseWorld): Promise<void> {
  const id = `${workflowId.employerReports()}-${++mornings}`;
  await enqueue(
    world.sql,
    { workflowType: "employerReports", workflowId: id, input: {} },
    world.clock.now(),
  );
  await world.ended(id);
}

async function periods({ sql }: CaseWorld): Promise<LocalDate[]> {
  const rows = await sql<{ period: LocalDate }[]>`
    select period from employer_reports order by period`;
  return rows.map(({ period }) => period);
}

function inDays({ clock }: CaseWorld, days: number): LocalDate {
  return addDays(localDateOf(clock.now(), ZONE), days);
}

async function named({ sql, clock }: CaseWorld, employerId: number): Promise<number> {
  const contact = await nameEmployerContact(sql, clock, {
    employerId,
    email: EMAIL,
    name: "Мария Кадрова",
    actor: null,
  });
  assert.ok(contact.ok);
  return contact.contactId;
}

/** An employer with a contact, and its report of this month, formed and told. */
async function reported(world: CaseWorld, debt: number | null) {
  const person = await world.insured();
  if (debt !== null) await world.invoice(person, debt);
  const { employerId } = person;
  const contactId = await named(world, employerId);
  const asked = await requestReport(world.sql, world.clock, { employerId, actor: null });
  assert.ok(asked.ok);
  const period = reportPeriod(localDateOf(world.clock.now(), ZONE));
  const id = workflowId.employerReport(employerId, periodKey(period));
  await world.until("the letter", () => Promise.resolve(world.sandbox.mail(EMAIL).length === 1));
  return { employerId, contactId, id, period };
}

async function acknowledge(
  { sql, clock }: CaseWorld,
  { employerId, contactId, period }: { employerId: number; contactId: number; period: LocalDate },
): Promise<void> {
  const actor = { employerId, contactId, ip: "192.0.2.1" };
  assert.deepEqual(await acknowledgeReport(sql, clock, { period, actor }), { ok: true });
}
