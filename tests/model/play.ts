import assert from "node:assert/strict";
import { fixedClock } from "../../clock.ts";
import { latestCalendar, listCalendarVersions } from "../../db/calendars.ts";
import { calendarOf } from "../../domain/calendar.ts";
import type { AddedCalendar, CallFacts } from "../../domain/case_model.ts";
import { addDays, atLocalTime, type Instant, type LocalDate } from "../../domain/local_date.ts";
import { addCalendar } from "../../use_cases/settings/add_calendar.ts";
import { noteBankNotification } from "../../use_cases/payments/note_bank_notification.ts";
import { openPayment } from "../../use_cases/payments/open_payment.ts";
import { recordCall } from "../../use_cases/cases/record_call.ts";
import { parsePhone } from "../../domain/phone.ts";
import type { InsuredPerson } from "../harness/case_rows.ts";
import { type CaseWorld, caseWorld, type CaseWorldOptions } from "../harness/case_world.ts";
import { workflowId } from "../../workflows/contract.ts";
import { betweenRelayAndTemporal } from "./between.ts";
import { brokenInvariants } from "./invariants.ts";
import {
  type Act,
  daysOf,
  invoiceIdOf,
  type Plan,
  planOf,
  regionDays,
  type Setting,
  withRegion,
} from "./plan.ts";
import type { Script } from "./script.ts";
import { see, type Seen } from "./seen.ts";

/** How a case went: what was done to it, and what came of it. */
export interface Played {
  plan: Plan;
  person: InsuredPerson;
  attempts: (OpenedAttempt | null)[];
  calendars: AddedCalendar[];
  calls: CallFacts[];
  seenAt: Instant;
  seen: Seen;
  /** What was wrong on the way. */
  troubles: string[];
}

/** What the product answered to who wanted to pay. */
export interface OpenedAttempt {
  answer: "opened" | "resumed" | "busy" | "paid";
  attemptId: string | null;
  askedAt: Instant;
  createdAt: Instant;
  decision: { decidedAt: Instant; capturedAt: Instant | null; notified: number } | null;
}

/** Plays scripts side by side in one world, on one axis of time. */
export async function play(
  scripts: readonly Script[],
  base: LocalDate,
  options: Pick<CaseWorldOptions, "worker" | "maxCachedWorkflows"> = {},
): Promise<Played[]> {
  const labels = new Map<string, { script: Script; label: string }>();
  const between = betweenRelayAndTemporal((message, purpose) => {
    const { script, label } = labels.get(message.workflowId) ?? { script: null, label: "" };
    return chance(`${script?.shuffle} ${label} ${message.signal} ${purpose}`);
  });
  await using world = await caseWorld({ ...options, between: between.wrap });
  await world.passTo(atLocalTime(addDays(base, -2), "12:00", "UTC"));
  const setting: Setting = { base, calendar: (await latestCalendar(world.sql)).data };
  await addRegions(world, setting, scripts);
  const staffId = await addStaff(world);
  const cases: Case[] = [];
  for (const script of scripts) cases.push(await begin(script));
  const axis = cases.flatMap((one) => one.plan.acts.map((act) => ({ act, one })))
    .sort((a, b) => a.act.at < b.act.at ? -1 : a.act.at > b.act.at ? 1 : 0);

  for (let next = 0; next < axis.length;) {
    const { at } = axis[next]!.act;
    await world.passTo(at);
    between.keep();
    const first = next;
    for (; axis[next]?.act.at === at; next++) await perform(axis[next]!.one, axis[next]!.act);
    await world.delivered();
    await between.release(decidedIn(axis.slice(first, next)));
    await note(await brokenInvariants(world.sql));
  }
  await world.passTo(cases[0]!.plan.endsAt);
  // Whatever is under way is done before the server's clock leaps again.
  await world.pass(60_000);
  await note(await brokenInvariants(world.sql));
  return await Promise.all(cases.map(async ({ script: _, ...one }) => ({
    ...one,
    seenAt: one.plan.endsAt,
    seen: await see(world, one),
  })));

  async function begin(script: Script): Promise<Case> {
    const plan = planOf(script, setting);
    const person = await world.insured({
      consentedDaysAgo: 20,
      zone: script.zone,
      region: plan.region,
      reminderPlan: script.plan,
      policyEndsOn: plan.policyEndsOn,
    });
    label(workflowId.franchise(person.franchiseId), script, "franchise");
    const calendar = calendarOf(withRegion(setting, script, []), plan.region);
    return {
      script,
      plan,
      person,
      attempts: script.attempts.map(() => null),
      calendars: [{ addedAt: world.clock.now(), calendar }],
      calls: [],
      troubles: [],
    };
  }

  async function perform(one: Case, act: Act): Promise<void> {
    switch (act.kind) {
      case "publish":
        return await publish(one, act);
      case "open":
        return await open(one, act);
      case "decide":
        return await decide(one, act);
      case "call":
        return await call(one, act);
      case "decree":
        return await decree(one, act);
      case "again":
        return await between.repeat((message) =>
          labels.get(message.workflowId)?.script === one.script
        );
    }
  }

  function decidedIn(done: readonly { act: Act; one: Case }[]): ReadonlySet<string> {
    return new Set(done.flatMap(({ act, one }) => {
      const opened = act.kind === "decide" ? one.attempts[act.attempt] : null;
      return opened?.attemptId ? [workflowId.payment(opened.attemptId)] : [];
    }));
  }

  async function publish({ script, person }: Case, act: Of<"publish">): Promise<void> {
    const wanted = invoiceIdOf(script, act.invoice);
    await world.sql`select setval(pg_get_serial_sequence('invoices', 'id'), ${wanted}, false)`;
    label(workflowId.invoice(wanted), script, `invoice ${act.invoice}`);
    label(workflowId.recovery(wanted), script, `recovery ${act.invoice}`);
    const { amount } = script.invoices[act.invoice]!;
    assert.equal(await world.invoice(person, amount, act.publishedAt), wanted);
  }

  async function open(one: Case, { attempt, at, createdAt }: Of<"open">): Promise<void> {
    const { script, person } = one;
    const wanted = script.attempts[attempt]!.invoices.map((index) => invoiceIdOf(script, index));
    const published = await world.sql<{ id: number }[]>`
      select id from invoices where id = any(${wanted}::bigint[])`;
    if (published.length < wanted.length) return;
    const opened = await openPayment(world.sql, fixedClock(createdAt), world.provider, {
      payerId: person.personId,
      invoiceIds: wanted,
      receiptEmail: person.email,
      receiptPhone: parsePhone(person.phone)!,
      publicUrl: "https://cabinet.example",
      receipt: { vatCode: 1, subject: "service" },
    });
    const asked = { askedAt: at, createdAt, decision: null };
    if (!opened.ok) {
      if (opened.reason === "paid" || opened.reason === "busy") {
        one.attempts[attempt] = { ...asked, answer: opened.reason, attemptId: null };
      } else one.troubles.push(`opening a payment was answered "${opened.reason}"`);
      return;
    }
    const resumed = one.attempts.some((other) => other?.attemptId === opened.attemptId);
    one.attempts[attempt] = {
      ...asked,
      answer: resumed ? "resumed" : "opened",
      attemptId: resumed ? null : opened.attemptId,
    };
    if (!resumed) label(workflowId.payment(opened.attemptId), script, `payment ${attempt}`);
  }

  async function decide(
    { attempts }: Case,
    { at, attempt, capturedAt, notified }: Of<"decide">,
  ): Promise<void> {
    const opened = attempts[attempt];
    if (!opened?.attemptId) return;
    const [row] = await world.sql<{ providerId: string }[]>`
      select provider_id as "providerId" from payment_attempts where id = ${opened.attemptId}`;
    const { providerId } = row!;
    const decided = await world.sandbox.bank.decide(
      providerId,
      capturedAt === null ? { decision: "cancel" } : { decision: "pay", capturedAt },
    );
    assert.equal(decided, "decided");
    opened.decision = { decidedAt: at, capturedAt, notified };
    for (let times = 0; times < notified; times++) {
      await noteBankNotification(world.sql, world.clock, { providerId });
    }
  }

  async function call(one: Case, { at, call }: Of<"call">): Promise<void> {
    const { script } = one;
    const { invoice, outcome } = script.calls[call]!;
    const invoiceId = invoiceIdOf(script, invoice);
    const [row] = await world.sql<{ id: number; step: string }[]>`
      select id, template as step from notices
      where invoice_id = ${invoiceId} and channel = 'call' and state = 'open'
      order by id limit 1`;
    if (!row) return;
    const recorded = await recordCall(world.sql, fixedClock(at), {
      noticeId: row.id,
      made: { outcome },
      note: null,
      triesSeen: 0,
      actor: { staffId, ip: "127.0.0.1" },
    });
    assert.ok(recorded.ok);
    one.calls.push({ invoiceId, step: row.step, outcome, at });
  }

  async function decree(one: Case, { at, decree }: Of<"decree">): Promise<void> {
    const { script, plan } = one;
    const wanted = script.decrees[decree]!;
    const current = (await latestCalendar(world.sql)).data;
    const region = current.regions[plan.region]!;
    const changed = { ...region, days_off: regionDays(base, daysOf(wanted)) };
    const before = wanted.kind === "old"
      ? (await listCalendarVersions(world.sql, 2))[1]
      : undefined;
    const content = wanted.kind === "same" || (wanted.kind === "old" && !before)
      ? current
      : before?.data ?? { ...current, regions: { ...current.regions, [plan.region]: changed } };
    const added = await addCalendar(world.sql, fixedClock(at), {
      proposal: { kind: "whole", content },
      source: `Постановление для дела ${script.number}`,
      against: null,
      earlierContent: wanted.kind === "old" ? "refuse" : "take",
      actor: null,
    });
    if (added.ok) {
      if (wanted.kind === "old") one.troubles.push("an older calendar was accepted");
      one.calendars.push({ addedAt: at, calendar: calendarOf(added.data, plan.region) });
    } else if (wanted.kind !== "old" && added.reason !== "nothing_changes") {
      one.troubles.push(`a decree was answered "${added.reason}"`);
    }
  }

  function label(id: string, script: Script, text: string): void {
    labels.set(id, { script, label: text });
  }

  function note(broken: Awaited<ReturnType<typeof brokenInvariants>>): void {
    for (const { policyId, what } of broken) {
      const one = cases.find(({ person }) => person.policyId === policyId);
      const trouble = `${what}, first seen at ${world.clock.now()}`;
      if (one && !one.troubles.some((known) => known.startsWith(what))) one.troubles.push(trouble);
    }
  }
}

type Case = Omit<Played, "seen" | "seenAt"> & { script: Script };
type Of<Kind extends Act["kind"]> = Extract<Act, { kind: Kind }>;

async function addRegions(
  world: CaseWorld,
  setting: Setting,
  scripts: readonly Script[],
): Promise<void> {
  const content = scripts.reduce(
    (calendar, script) => withRegion({ ...setting, calendar }, script, []),
    setting.calendar,
  );
  const added = await addCalendar(world.sql, world.clock, {
    proposal: { kind: "whole", content },
    source: "Области этих дел",
    against: null,
    earlierContent: "take",
    actor: null,
  });
  assert.ok(added.ok);
}

async function addStaff({ sql, clock }: CaseWorld): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into staff (email, name, role, recorded_at)
    values ('calls@insurer.example', 'Контакт-центр', 'operator', ${clock.now()}) returning id`;
  return row!.id;
}

/** A number from 0 to 1 that hangs on the text alone. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ hash >>> 15, 0x2c1b3c6d);
  return ((hash ^ hash >>> 12) >>> 0) / 2 ** 32;
}
