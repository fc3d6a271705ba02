import assert from "node:assert/strict";
import { smtp } from "../../adapters/email/smtp.ts";
import { abandonLetters } from "../../db/employers/employer_report_letters.ts";
import { addMinutes } from "../../domain/local_date.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import {
  formReports,
  givenIndebted,
  HR,
  REPORT_DAY,
  SECRETS,
} from "../../tests/harness/indebted.ts";
import { nameEmployerContact } from "./name_employer_contact.ts";
import { sendReportLetters } from "./send_report_letters.ts";

const SECOND = { email: "second@sever.example", name: "Второй Кадров" };

Deno.test("sendReportLetters() writes to each contact of now once for a step", async () => {
  await using world = await reported();
  assert.deepEqual(await world.send("formed"), { ok: true, sent: 2 });
  assert.deepEqual(await world.send("formed"), { ok: true, sent: 0 });
  assert.deepEqual(await world.send("reminder"), { ok: true, sent: 2 });
  for (const { email } of [HR, SECOND]) assert.equal(world.sandbox.mail(email).length, 2);
  const { html } = world.sandbox.mail(HR.email)[0]!;
  assert.match(html!, /<a href="https:\/\/cabinet\.example\/employer\/reports\/2026-10"/);
  for (const secret of SECRETS) assert.ok(!html!.includes(secret), secret);
});

Deno.test("sendReportLetters() tries again only what the server has certainly not taken", async () => {
  await using world = await reported();
  world.sandbox.faults.set({ mail: { kind: "temporary", times: 1 } });
  const first = await world.send("formed");
  assert.ok(!first.ok && !first.code.includes("@"), "a code of ours, without the address");
  assert.deepEqual(await world.send("formed"), { ok: true, sent: 1 });
  for (const { email } of [HR, SECOND]) assert.equal(world.sandbox.mail(email).length, 1);
});

Deno.test("sendReportLetters() gives up on an address that is refused for good", async () => {
  await using world = await reported();
  world.sandbox.faults.set({ mail: { kind: "reject", times: 1 } });
  assert.deepEqual(await world.send("formed"), { ok: true, sent: 1 });
  assert.deepEqual(await world.send("formed"), { ok: true, sent: 0 });
  assert.deepEqual(await world.states(), ["failed", "sent"]);
});

Deno.test("a letter that was under way when its process died is never sent again", async () => {
  await using world = await reported();
  const [contact] = await world.sql<{ id: number }[]>`
    select id from employer_contacts where email = ${HR.email}`;
  await world.sql`
    insert into employer_report_letters (report_id, contact_id, step, state, recorded_at)
    values (${world.reportId}, ${contact!.id}, 'formed', 'sending', ${REPORT_DAY})`;
  assert.deepEqual(await world.send("formed"), { ok: true, sent: 1 });
  assert.deepEqual(await world.states(), ["unknown", "sent"]);
  assert.equal(world.sandbox.mail(HR.email).length, 0);
});

Deno.test("letters whose time is over are written down as failed and not tried any more", async () => {
  await using world = await reported();
  world.sandbox.faults.set({ mail: { kind: "temporary", times: 2 } });
  assert.ok(!(await world.send("formed")).ok);
  const step = { reportId: world.reportId, step: "formed" } as const;
  await abandonLetters(world.sql, step, addMinutes(REPORT_DAY, 36 * 60));
  assert.deepEqual(await world.states(), ["failed", "failed"]);
  assert.deepEqual(await world.send("formed"), { ok: true, sent: 0 });
});

/** A formed report of an employer with two contacts, and the sandbox's mail server. */
async function reported() {
  await using stack = new AsyncDisposableStack();
  const { sql } = stack.use(await testDatabase());
  const sandbox = await startSandbox();
  stack.defer(() => sandbox.close());
  const { employerId } = await givenIndebted(sql);
  const clock = { now: () => REPORT_DAY };
  const named = await nameEmployerContact(sql, clock, { employerId, ...SECOND, actor: null });
  assert.ok(named.ok);
  await formReports(sql);
  const [report] = await sql<{ id: number }[]>`
    select id from employer_reports where employer_id = ${employerId}`;
  const reportId = report!.id;
  const mailer = smtp({
    url: sandbox.settings.smtpUrl,
    from: "noreply@cabinet.example",
    timeoutMs: 1000,
  });
  const parts = stack.move();
  return {
    sql,
    sandbox,
    reportId,
    send: (step: "formed" | "reminder") =>
      sendReportLetters(sql, mailer, {
        reportId,
        step,
        at: REPORT_DAY,
        cabinet: "https://cabinet.example",
      }),
    async states(): Promise<string[]> {
      const rows = await sql<{ state: string }[]>`
        select state from employer_report_letters order by contact_id`;
      return rows.map(({ state }) => state);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
