import assert from "node:assert/strict";
import { listDrift } from "../../db/cases/reconciling.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { changeContact, withdraw } from "../../tests/harness/cabinet_acts.ts";
import { until } from "../../tests/harness/case_world.ts";
import { type LiveWorld, liveWorld } from "../../tests/harness/live_world.ts";
import { TASK_QUEUE, workflowId } from "../../workflows/contract.ts";
import { reconcile, type Reconciled } from "./reconcile.ts";

const NEW_EMAIL = "new.mail@mail.example";

Deno.test("nothing differs where every case runs; one that was ended is named, then runs on, told once", async () => {
  await using world = await liveWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const id = workflowId.invoice(invoiceId);
  await world.settled(workflowId.franchise(person.franchiseId), id);
  await until("the accrual", () => Promise.resolve(world.sandbox.sms(person.phone).length === 1));

  const quiet = await compare(world, "mend");
  assert.deepEqual(quiet.drift, []);
  assert.equal(quiet.compared, 2);

  await world.client.getHandle(id).terminate("by hand");
  const named = await compare(world, "name");
  const ended = { workflowId: id, kind: "not_running", expected: "running", found: "terminated" };
  assert.deepEqual(named.drift, [{ ...ended, mended: false }]);
  assert.equal((await world.cases.look(id))!.status, "terminated");

  const mended = await compare(world, "mend");
  assert.deepEqual(mended.drift, [{ ...ended, mended: true }]);
  assert.deepEqual([mended.differences, mended.mended], [1, 1]);
  const run = await world.cases.look(id);
  assert.equal(run!.status, "running");
  assert.deepEqual((await compare(world, "name")).drift, []);
  assert.equal(world.sandbox.sms(person.phone).length, 1);
});

Deno.test("a case whose start was lost, of each kind, is started", async () => {
  await using world = await liveWorld();
  await world.stopRelay();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { attemptId } = await world.openPayment(person, [invoiceId]);
  const acting = { sql: world.sql, clock: world.past };
  const { changeId } = await changeContact(acting, person, { kind: "email", value: NEW_EMAIL });
  const { withdrawalId } = await withdraw(acting, person, "personal_data");
  await world.sql`update outbox set delivered_at = recorded_at`;
  const { drift } = await compare(world, "name");
  assert.deepEqual(drift.map(({ workflowId, kind, found }) => [workflowId, kind, found]), [
    [workflowId.franchise(person.franchiseId), "not_running", "never started"],
    [workflowId.invoice(invoiceId), "not_running", "never started"],
    [workflowId.payment(attemptId), "not_running", "never started"],
    [workflowId.contact(changeId), "not_running", "never started"],
    [workflowId.withdrawal(withdrawalId), "not_running", "never started"],
  ]);
  await compare(world, "mend");
  const waiting = await world.sql<{ workflow_id: string; signal: string | null; input: unknown }[]>`
    select workflow_id, signal, input from outbox where delivered_at is null order by id`;
  assert.deepEqual([...waiting], [
    {
      workflow_id: workflowId.franchise(person.franchiseId),
      signal: "reread",
      input: { franchiseId: person.franchiseId },
    },
    { workflow_id: workflowId.invoice(invoiceId), signal: "reread", input: { invoiceId } },
    { workflow_id: workflowId.payment(attemptId), signal: "reread", input: { attemptId } },
    { workflow_id: workflowId.contact(changeId), signal: null, input: { changeId } },
    { workflow_id: workflowId.withdrawal(withdrawalId), signal: null, input: { withdrawalId } },
  ]);
});

Deno.test("a message that waits in the outbox is named itself, not the case that it will start", async () => {
  await using world = await liveWorld();
  await world.stopRelay();
  const person = await world.insured();
  const { drift } = await compare(world, "mend");
  assert.deepEqual(drift.map(({ workflowId, kind }) => [workflowId, kind]), [
    [workflowId.franchise(person.franchiseId), "undelivered"],
  ]);
  assert.match(drift[0]!.found!, /^waits since 2\d{3}-.*Z, 0 tries$/);

  await world.sql`update outbox set recorded_at = now()`;
  assert.deepEqual((await compare(world, "mend", { aheadMinutes: 0 })).drift, []);
});

Deno.test("rows that were changed behind a workflow's back are read again", async () => {
  await using world = await liveWorld();
  const { sql } = world;
  const person = await world.insured();
  const moved = await world.invoice(person, 90_000);
  const paid = await world.invoice(person, 50_000);
  const franchise = workflowId.franchise(person.franchiseId);
  const ids = [franchise, workflowId.invoice(moved), workflowId.invoice(paid)];
  await world.settled(...ids);
  const shown = (await world.cases.look(franchise))!.shown;
  assert.equal(shown.amountKopecks, 140_000);

  const [due] = await sql<{ was: string; now: string }[]>`
    with old as (select id, due_at from invoices where id = ${moved})
    update invoices i set due_on = i.due_on + 1, due_at = i.due_at + interval '1 day'
    from old where i.id = old.id returning old.due_at as was, i.due_at as now`;
  await postTransfer(sql, {
    eventKey: "by hand",
    debit: { kind: "bank" },
    credit: { kind: "receivable", invoiceId: paid },
    amount: kopecks(50_000),
    effectiveAt: world.past.now(),
    recordedAt: world.past.now(),
  });

  const { drift } = await compare(world, "mend");
  assert.deepEqual(drift, [
    {
      workflowId: franchise,
      kind: "amount",
      expected: "90000",
      found: "140000",
      mended: true,
    },
    {
      workflowId: workflowId.invoice(moved),
      kind: "due_at",
      expected: due!.now,
      found: due!.was,
      mended: true,
    },
    {
      workflowId: workflowId.invoice(paid),
      kind: "still_running",
      expected: "completed",
      found: "running",
      mended: true,
    },
  ]);
  assert.equal((await world.cases.look(workflowId.invoice(moved)))!.shown.dueAt, due!.now);
  assert.equal((await world.cases.look(workflowId.invoice(paid)))!.status, "completed");
  assert.deepEqual((await compare(world, "name")).drift, []);
});

Deno.test("what changed minutes ago is left alone: it may be on its way", async () => {
  await using world = await liveWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const id = workflowId.invoice(invoiceId);
  await world.settled(workflowId.franchise(person.franchiseId), id);
  await world.client.getHandle(id).terminate("by hand");
  await world.sql`update invoices set recorded_at = now()`;
  assert.deepEqual((await compare(world, "mend", { aheadMinutes: 0 })).drift, []);
  assert.equal((await compare(world, "name")).drift.length, 1);
});

Deno.test("a workflow without rows is named and left alone", async () => {
  await using world = await liveWorld();
  const options = { taskQueue: TASK_QUEUE, args: [{ invoiceId: 77 }] };
  for (const id of ["invoice/77", "invoice/of nobody"]) {
    await world.client.start("invoice", { ...options, workflowId: id });
  }
  await untilListed(world, 2);
  const { drift, compared } = await compare(world, "mend");
  assert.equal(compared, 2);
  assert.deepEqual(
    drift.map(({ workflowId, kind, mended }) => [workflowId, kind, mended]).sort(),
    [["invoice/77", "no_rows", false], ["invoice/of nobody", "no_rows", false]],
  );
  assert.equal((await world.cases.look("invoice/77"))!.status, "running");
  assert.equal((await world.sql`select from outbox`).length, 0);
});

Deno.test("rows that contradict each other are named; the ended debt's programme comes back", async () => {
  await using world = await liveWorld();
  const { sql } = world;
  const at = world.past.now();
  const person = await world.insured();
  const wrongTotal = await world.invoice(person, 90_000);
  const settled = await world.insured();
  const settledFranchise = workflowId.franchise(settled.franchiseId);
  await world.settled(
    workflowId.franchise(person.franchiseId),
    workflowId.invoice(wrongTotal),
    settledFranchise,
  );
  await sql`update service_lines set franchise_kopecks = franchise_kopecks + 1`;
  await sql`update invoices set defaulted_at = ${at} where id = ${wrongTotal}`;
  await sql`
    insert into emergency_spells (policy_id, invoice_id, starts_on, reason, recorded_at)
    values (${settled.policyId}, ${wrongTotal}, '2026-01-12', 'invoice_defaulted', ${at})`;
  await sql`
    insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                         recorded_at)
    values ('payment/x/succeeded/sms', ${person.personId}, null, null, 'sms', 'x', ${at}, 'sending',
            ${addMinutes(at, -30)}),
           ('spell/1/return/sms', ${person.personId}, ${person.policyId}, null, 'sms', 'x', ${at},
            'sending', ${addMinutes(at, -30)}),
           ('invoice/1/x/sms', ${person.personId}, null, ${wrongTotal}, 'sms', 'x', ${at},
            'sending', ${addMinutes(at, 5)})`;

  const { drift } = await compare(world, "mend");
  const seen = drift.map(({ workflowId, kind, mended }) => `${workflowId} ${kind} ${mended}`);
  const invoice = workflowId.invoice(wrongTotal);
  const franchise = workflowId.franchise(person.franchiseId);
  for (
    const expected of [
      `${settledFranchise} spell_open true`,
      `${invoice} total false`,
      `${invoice} spell_missing false`,
      `${invoice} overdue true`,
      `${franchise} overdue true`,
      "payment/x notice_unsent false",
      `${franchise} notice_unsent false`,
    ]
  ) assert.ok(seen.includes(expected), `${expected} in ${seen.join("\n")}`);
  assert.ok(!seen.includes(`${invoice} notice_unsent false`), "of 55 minutes only");
});

Deno.test("an open call and an open recovery of a paid invoice are named", async () => {
  await using world = await liveWorld();
  await world.stopRelay();
  const { sql } = world;
  const at = world.past.now();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  await sql`update outbox set delivered_at = recorded_at`;
  await postTransfer(sql, {
    eventKey: "by hand",
    debit: { kind: "bank" },
    credit: { kind: "receivable", invoiceId },
    amount: kopecks(90_000),
    effectiveAt: at,
    recordedAt: at,
  });
  await sql`
    insert into notices (key, person_id, invoice_id, channel, template, due_at, state, recorded_at)
    values ('x', ${person.personId}, ${invoiceId}, 'call', 'day27', ${at}, 'open', ${at})`;
  await sql`
    insert into recovery_cases (invoice_id, opened_at, recorded_at)
    values (${invoiceId}, ${at}, ${at})`;
  const { drift } = await compare(world, "name");
  assert.deepEqual(drift.map(({ workflowId, kind }) => [workflowId, kind]), [
    [workflowId.franchise(person.franchiseId), "not_running"],
    [workflowId.invoice(invoiceId), "call_open"],
    [workflowId.recovery(invoiceId), "not_running"],
    [workflowId.recovery(invoiceId), "recovery_open"],
  ]);
});

Deno.test("more cases than a page holds are all compared, each once", async () => {
  await using world = await liveWorld();
  await world.stopRelay();
  const { sql } = world;
  const person = await world.insured();
  const first = await world.invoice(person, 90_000);
  await sql`
    insert into invoices (franchise_id, policy_id, payer_id, employer_id, through, total_kopecks,
                          published_at, published_on, due_on, due_at, calendar_version_id,
                          time_zone, recorded_at)
    select franchise_id, policy_id, payer_id, employer_id, through, total_kopecks, published_at,
           published_on, due_on, due_at, calendar_version_id, time_zone, recorded_at
    from invoices, generate_series(1, 449) where id = ${first}`;
  await sql`
    insert into ledger_accounts (kind, invoice_id)
    select 'receivable', id from invoices where id > ${first}`;
  await sql`
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'invoice/' || a.invoice_id, a.id, i.id, 90000, ${world.past.now()}, ${world.past.now()}
    from ledger_accounts a, ledger_accounts i
    where a.invoice_id > ${first} and i.kind = 'income'`;
  await sql`update outbox set delivered_at = recorded_at`;
  const { compared, drift } = await compare(world, "name");
  assert.equal(compared, 451);
  const notRunning = drift.filter(({ kind }) => kind === "not_running");
  assert.equal(new Set(notRunning.map(({ workflowId }) => workflowId)).size, 451);
  assert.equal(notRunning.length, 451);
});

/** Compares as the nightly run does, ten minutes from now: what the test did is no news any more. */
async function compare(
  { sql, cases }: LiveWorld,
  mode: "name" | "mend",
  { aheadMinutes = 10 } = {},
): Promise<Reconciled & { drift: Drift[] }> {
  const clock = {
    now: () => addMinutes(instant(new Date().toISOString()), aheadMinutes),
  };
  const patience = { secondLookMs: 100, mendingMs: 5000 };
  const done = await reconcile({ sql, clock, cases }, { mode, patience });
  const rows = await listDrift(sql, {
    reconciliationId: done.reconciliationId,
    after: 0,
    limit: 5000,
  });
  assert.equal(rows.length, done.differences);
  assert.equal(rows.filter(({ mended }) => mended).length, done.mended);
  return { ...done, drift: rows.map(({ id: _, ...drift }) => drift) };
}

type Drift = Omit<Awaited<ReturnType<typeof listDrift>>[number], "id">;

async function untilListed({ cases }: LiveWorld, count: number): Promise<void> {
  await until(`${count} workflows in the list`, async () => {
    return (await Array.fromAsync(cases.list(["invoice"]))).length === count;
  });
}
