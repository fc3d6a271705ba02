import assert from "node:assert/strict";
import { smtp } from "../../adapters/email/smtp.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { smsc } from "../../adapters/sms/smsc.ts";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import type { Notice } from "../../domain/notice_texts.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { caseRows } from "../../tests/harness/case_rows.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { sendNotice } from "./send_notice.ts";

const NOW = instant("2026-04-20T07:00:00.000Z");

Deno.test("sendNotice() sends a notice once for its key", async () => {
  await using world = await telling();
  assert.deepEqual(await world.send("sms"), { ok: true, state: "sent" });
  assert.deepEqual(await world.send("sms"), { ok: true, state: "sent" });
  assert.equal(world.sandbox.sms(world.person.phone).length, 1);
  const notice = await world.row("sms");
  assert.deepEqual([notice.state, notice.detail], ["sent", null]);
  assert.ok(notice.provider_id);
});

Deno.test("sendNotice() greets by name in a letter, and names no clinic and no service", async () => {
  await using world = await telling();
  await world.send("email");
  const [letter] = world.sandbox.mail(world.person.email);
  assert.match(letter!.text, /Здравствуйте, Майя Тестовна!/);
  assert.match(letter!.text, /https:\/\/cabinet\.example\/invoices\/\d+/);
  assert.doesNotMatch(letter!.text + letter!.subject, /терапевт/);
});

Deno.test("sendNotice() tries again what the gateway has certainly not taken", async () => {
  await using world = await telling();
  world.sandbox.faults.set({ sms: { kind: "error", code: 4, times: 1 } });
  assert.deepEqual(
    await world.send("sms"),
    { ok: false, reason: "unreachable", code: "smsc_4" },
  );
  assert.deepEqual(await world.send("sms"), { ok: true, state: "sent" });
  assert.equal(world.sandbox.sms(world.person.phone).length, 1);
});

Deno.test("sendNotice() gives up on what is refused for good", async () => {
  await using world = await telling();
  world.sandbox.faults.set({ sms: { kind: "error", code: 7, times: 1 } });
  assert.deepEqual(await world.send("sms"), { ok: true, state: "failed" });
  assert.deepEqual(await world.send("sms"), { ok: true, state: "failed" });
  assert.equal(world.sandbox.sms(world.person.phone).length, 0);
});

Deno.test("sendNotice() never sends again what may have arrived", async () => {
  await using world = await telling();
  world.sandbox.faults.set({ sms: { kind: "delay", ms: 1500, times: 1 } });
  assert.deepEqual(await world.send("sms"), { ok: true, state: "unknown" });
  assert.deepEqual(await world.send("sms"), { ok: true, state: "unknown" });
});

Deno.test("sendNotice() never sends again what a gateway took before it hung up", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const hangingUp = (async () => {
    const connection = await taken.accept();
    await connection.read(new Uint8Array(4096));
    connection.close();
    taken.close();
  })();
  await using world = await telling(`http://127.0.0.1:${taken.addr.port}`);
  assert.deepEqual(await world.send("sms"), { ok: true, state: "unknown" });
  assert.deepEqual(await world.send("sms"), { ok: true, state: "unknown" });
  await hangingUp;
});

Deno.test("sendNotice() tries again where nothing listens", async () => {
  await using world = await telling("http://127.0.0.1:2");
  assert.deepEqual(
    await world.send("sms"),
    { ok: false, reason: "unreachable", code: "network" },
  );
});

Deno.test("sendNotice() leaves a notice unknown whose process died before the answer", async () => {
  await using world = await telling();
  await world.send("sms");
  await world.sql`update notices set state = 'sending', finished_at = null`;
  assert.deepEqual(await world.send("sms"), { ok: true, state: "unknown" });
  assert.equal(world.sandbox.sms(world.person.phone).length, 1);
  assert.equal((await world.row("sms")).detail, "interrupted");
});

Deno.test("sendNotice() goes to the confirmed contact rather than the roster's, and skips who has none", async () => {
  await using world = await telling();
  await world.sql`
    insert into accounts (person_id, phone, email, registered_at)
    values (${world.person.personId}, '9001112233', 'own@mail.example', ${NOW})`;
  await world.send("sms");
  assert.equal(world.sandbox.sms("9001112233").length, 1);
  await world.sql`delete from accounts`;
  await world.sql`update people set email = null`;
  assert.deepEqual(await world.send("email"), { ok: true, state: "skipped" });
});

Deno.test("a reminder on a channel that the person turned off is recorded and not sent", async () => {
  await using world = await telling();
  await world.turnOff("email");
  assert.deepEqual(await world.remind("email"), { ok: true, state: "skipped" });
  assert.deepEqual(await world.remind("sms"), { ok: true, state: "sent" });
  const notice = await world.row("email");
  assert.deepEqual([notice.state, notice.detail], ["skipped", "not_wanted"]);
  assert.equal(world.sandbox.mail(world.person.email).length, 0);
  assert.equal(world.sandbox.sms(world.person.phone).length, 1);
});

Deno.test("news of money goes by both channels, whatever was turned off", async () => {
  await using world = await telling();
  await world.turnOff("sms");
  assert.deepEqual(await world.send("sms"), { ok: true, state: "sent" });
  assert.deepEqual(await world.send("email"), { ok: true, state: "sent" });
});

async function telling(smsUrl?: string) {
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const { sql } = database;
  const rows = caseRows(sql, { now: () => NOW }, yookassa(sandbox.settings.bank));
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  const gateways = {
    sms: smsc({ ...sandbox.settings.sms, ...(smsUrl ? { url: smsUrl } : {}), timeoutMs: 500 }),
    mailer: smtp({ url: sandbox.settings.smtpUrl, from: "noreply@cabinet.example" }),
  };
  const invoice = {
    invoiceId,
    owed: kopecks(90_000),
    dueOn: localDate("2026-06-03"),
    emergencyFrom: localDate("2026-06-04"),
  };
  return {
    sql,
    sandbox,
    person,
    send: (channel: "sms" | "email") =>
      send(channel, { template: "accrual", offset: kopecks(0), ...invoice }),
    remind: (channel: "sms" | "email") =>
      send(channel, { template: "reminder", ...invoice, workingDay: 20, termDays: 30 }),
    async turnOff(channel: "sms" | "email") {
      await sql`
        insert into accounts (person_id, phone, email, registered_at, sms_reminders,
                              email_reminders)
        values (${person.personId}, ${person.phone}, ${person.email}, ${NOW},
                ${channel !== "sms"}, ${channel !== "email"})`;
    },
    async row(channel: string) {
      const [row] = await sql`select * from notices where channel = ${channel}`;
      return row!;
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };

  function send(channel: "sms" | "email", notice: Notice) {
    return sendNotice(sql, gateways, {
      row: {
        key: `invoice/${invoiceId}/${notice.template}/${channel}`,
        personId: person.personId,
        policyId: person.policyId,
        invoiceId,
        channel,
        template: notice.template,
        dueAt: NOW,
      },
      notice,
      place: { today: localDate("2026-04-20"), cabinet: "https://cabinet.example" },
      at: NOW,
    });
  }
}
