import assert from "node:assert/strict";
import { enqueue } from "../db/outbox.ts";
import {
  addDays,
  addMinutes,
  addMonths,
  atLocalTime,
  type Instant,
  type LocalDate,
  localDateOf,
  localTimeOf,
} from "../domain/local_date.ts";
import { type InsuredPerson, ZONE } from "../tests/harness/case_rows.ts";
import { caseWorld } from "../tests/harness/case_world.ts";
import { activateFranchise } from "../use_cases/policies/activate_franchise.ts";
import { workflowId } from "./contract.ts";

type World = Awaited<ReturnType<typeof caseWorld>>;

Deno.test("who stays away for three months is reminded three times, each on the visit's day, in the morning", async () => {
  await using world = await caseWorld();
  const { person, visitedOn } = await visitor(world);
  await passMonths(world, visitedOn, 3);
  assert.deepEqual(
    await remindersOf(world, person),
    [1, 2, 3].map((months) => ({
      key: `look-in/${person.personId}/${addMonths(visitedOn, months)}`,
      channel: "email",
      state: "sent",
      on: addMonths(visitedOn, months),
    })),
  );
  const letters = lettersTo(world, person);
  assert.equal(letters.length, 3);
  assert.match(letters[0]!.text, /Вы давно не заходили в кабинет ДМС\. Проверьте/);
  assert.match(letters[0]!.text, /https:\/\/cabinet\.example\/invoices/);
  assert.deepEqual(world.sandbox.sms(person.phone), []);
  const [row] = await world.sql<{ due_at: Instant }[]>`
    select due_at from notices where template = 'look_in' order by due_at`;
  const time = localTimeOf(row!.due_at, ZONE);
  assert.ok(time >= "09:00" && time < "12:00", time);
});

Deno.test("a visit puts the reminder off until a month after it", async () => {
  await using world = await caseWorld();
  const { person, visitedOn } = await visitor(world);
  const again = addDays(visitedOn, 20);
  await world.passTo(atLocalTime(again, "15:00", ZONE));
  await visit(world, person, world.clock.now());
  await passMonths(world, visitedOn, 1);
  assert.deepEqual(await remindersOf(world, person), []);
  await passMonths(world, again, 1);
  const reminders = await remindersOf(world, person);
  assert.deepEqual(reminders.map(({ on }) => on), [addMonths(again, 1)]);
});

Deno.test("a person with two franchises is reminded once a month", async () => {
  await using world = await caseWorld();
  const { person, visitedOn } = await visitor(world);
  await secondFranchise(world, person);
  await passMonths(world, visitedOn, 2);
  const reminders = await remindersOf(world, person);
  assert.deepEqual(reminders.map(({ on }) => on), [1, 2].map((n) => addMonths(visitedOn, n)));
  assert.equal(lettersTo(world, person).length, 2);
});

Deno.test("after the policy's end nobody is reminded", async () => {
  await using world = await caseWorld();
  const today = localDateOf(world.clock.now(), ZONE);
  const { person, visitedOn } = await visitor(world, { policyEndsOn: addDays(today, 45) });
  await passMonths(world, visitedOn, 4);
  const reminders = await remindersOf(world, person);
  assert.deepEqual(reminders.map(({ on }) => on), [addMonths(visitedOn, 1)]);
  assert.equal(await world.stage(workflowId.franchise(person.franchiseId)), "После полиса");
});

Deno.test("under the emergency programme the reminder goes all the same", async () => {
  await using world = await caseWorld();
  const { person, visitedOn } = await visitor(world);
  await world.invoice(person, 90_000);
  await world.pass(65 * DAY_MS);
  await world.until("the emergency", async () => {
    const id = workflowId.franchise(person.franchiseId);
    return await world.stage(id) === "Экстренная программа";
  });
  await passMonths(world, visitedOn, 3);
  const reminders = await remindersOf(world, person);
  assert.deepEqual(reminders.map(({ on }) => on), [1, 2, 3].map((n) => addMonths(visitedOn, n)));
});

Deno.test("after an outage of months one reminder goes, the newest, and not at night", async () => {
  await using world = await caseWorld();
  const { person, visitedOn } = await visitor(world, { lastSeenDaysAgo: 95 });
  await world.pass(DAY_MS);
  const [reminder, ...more] = await remindersOf(world, person);
  assert.deepEqual(more, []);
  assert.equal(reminder!.on, addMonths(visitedOn, 3));
  assert.equal(lettersTo(world, person).length, 1);
  await passMonths(world, visitedOn, 4);
  const reminders = await remindersOf(world, person);
  assert.deepEqual(reminders.map(({ on }) => on), [3, 4].map((n) => addMonths(visitedOn, n)));
});

Deno.test("a case that is read again and again reminds no oftener", async () => {
  await using world = await caseWorld();
  const { person, visitedOn } = await visitor(world);
  await passMonths(world, visitedOn, 1);
  const handle = world.handle(workflowId.franchise(person.franchiseId));
  for (let signal = 0; signal < 5; signal++) await handle.signal("reread");
  await world.pass(DAY_MS);
  assert.equal(lettersTo(world, person).length, 1);
});

Deno.test("a gateway that is down all day costs one reminder, not the next", async () => {
  await using world = await caseWorld();
  const { person, visitedOn } = await visitor(world);
  await world.passTo(atLocalTime(addDays(addMonths(visitedOn, 1), -1), "12:00", ZONE));
  world.sandbox.faults.set({ mail: { kind: "temporary", times: 1000 } });
  await passMonths(world, visitedOn, 1);
  await world.pass(DAY_MS);
  world.sandbox.faults.clear();
  await passMonths(world, visitedOn, 2);
  const reminders = await remindersOf(world, person);
  assert.deepEqual(reminders.map(({ on, state }) => [on, state]), [
    [addMonths(visitedOn, 1), "failed"],
    [addMonths(visitedOn, 2), "sent"],
  ]);
});

Deno.test("who is not registered is invited at the roster's address, by SMS where it has no mailbox", async () => {
  await using world = await caseWorld();
  const [mailed, texted] = [await world.insured(), await world.insured()];
  await world.sql`update people set email = null where id = ${texted.personId}`;
  await world.pass(2 * DAY_MS);
  const [letter] = lettersTo(world, mailed);
  assert.match(letter!.text, /Франшиза по ДМС действует\. Зарегистрируйтесь в кабинете/);
  assert.match(letter!.text, /https:\/\/cabinet\.example\/register/);
  assert.equal(letter!.subject, "Откройте кабинет ДМС");
  const texts = world.sandbox.sms(texted.phone).map((sms) => sms.text);
  assert.deepEqual(texts, [
    "Пятая часть. Франшиза по ДМС действует. Зарегистрируйтесь в кабинете: счета приходят туда. " +
    "https://cabinet.example/register",
  ]);
});

Deno.test("for a child the representative's visits count, and the representative is reminded", async () => {
  await using world = await caseWorld();
  const { person: parent, visitedOn } = await visitor(world);
  const child = await world.insured();
  await world.sql`
    update people set birth_date = '2019-03-01', representative_id = ${parent.personId}
    where id = ${child.personId}`;
  // The parent's own policy is over: what is left is the child's.
  await world.sql`update policies set ends_on = ${addDays(visitedOn, 1)}
    where id = ${parent.policyId}`;
  for (const { franchiseId } of [parent, child]) {
    await enqueue(world.sql, {
      workflowType: "franchise",
      workflowId: workflowId.franchise(franchiseId),
      input: { franchiseId },
      signal: "policyChanged",
    }, world.clock.now());
  }
  await passMonths(world, visitedOn, 1);
  assert.equal(lettersTo(world, parent).length, 1);
  const reminders = await remindersOf(world, parent);
  assert.deepEqual(reminders.map(({ on }) => on), [addMonths(visitedOn, 1)]);
  const since = await remindersOf(world, child);
  assert.ok(since.length <= 1, "only what came before the roster named the representative");
});

const DAY_MS = 24 * 60 * 60 * 1000;

/** A registered person who has just been in the cabinet, or was there last so long ago. */
async function visitor(
  world: World,
  wanted: { policyEndsOn?: LocalDate; lastSeenDaysAgo?: number } = {},
): Promise<{ person: InsuredPerson; visitedOn: LocalDate }> {
  const { lastSeenDaysAgo = 0, ...options } = wanted;
  const now = world.clock.now();
  const today = localDateOf(now, ZONE);
  const visitedOn = addDays(today, -lastSeenDaysAgo);
  const at = lastSeenDaysAgo === 0 ? now : atLocalTime(visitedOn, "12:00", ZONE);
  const person = await world.insured({ ...options, consentedDaysAgo: 150 });
  await world.sql`
    insert into accounts (person_id, phone, email, registered_at, last_opened_at)
    values (${person.personId}, ${person.phone}, ${person.email}, ${at}, ${at})`;
  return { person, visitedOn };
}

async function visit(world: World, person: InsuredPerson, at: Instant): Promise<void> {
  await world.sql`
    update accounts set last_opened_at = ${at} where person_id = ${person.personId}`;
}

/** Lets each due morning go by in a pass of its own. */
async function passMonths(world: World, from: LocalDate, months: number): Promise<void> {
  for (let month = 1; month <= months; month++) {
    const noon = atLocalTime(addMonths(from, month), "13:00", ZONE);
    if (noon > world.clock.now()) await world.passTo(noon);
  }
}

interface Reminder {
  key: string;
  channel: string;
  state: string;
  on: LocalDate;
}

async function remindersOf(world: World, person: InsuredPerson): Promise<Reminder[]> {
  const rows = await world.sql<(Omit<Reminder, "on"> & { due_at: Instant })[]>`
    select key, channel, state, due_at from notices
    where person_id = ${person.personId} and template = 'look_in' order by due_at`;
  return rows.map(({ due_at, ...row }) => ({ ...row, on: localDateOf(due_at, ZONE) }));
}

function lettersTo(world: World, person: InsuredPerson) {
  return world.sandbox.mail(person.email).filter(({ subject }) => /кабинет ДМС/.test(subject));
}

/** Another policy of the person, activated later. */
async function secondFranchise(world: World, person: InsuredPerson): Promise<void> {
  const { sql, clock } = world;
  const today = localDateOf(clock.now(), ZONE);
  const [policy] = await sql<{ id: number }[]>`
    insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                          recorded_at)
    select 'ДМС-вторая', ${person.personId}, id, ${addDays(today, -30)}, ${addDays(today, 300)},
           2000, ${clock.now()}
    from programmes where kind = 'group' limit 1
    returning id`;
  const activated = await activateFranchise(sql, clock, {
    policyId: policy!.id,
    givenBy: person.personId,
    documentId: null,
    source: "paper",
    givenAt: addMinutes(clock.now(), -20 * 24 * 60),
  });
  assert.ok(activated.ok);
}
