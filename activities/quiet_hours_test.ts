import assert from "node:assert/strict";
import { ApplicationFailure } from "@temporalio/common";
import { MockActivityEnvironment } from "@temporalio/testing";
import { smtp } from "../adapters/email/smtp.ts";
import { yookassa } from "../adapters/payment_provider/yookassa.ts";
import { smsc } from "../adapters/sms/smsc.ts";
import {
  addDays,
  addSeconds,
  atLocalTime,
  epochMs,
  type Instant,
  type LocalDate,
  localDate,
  localDateOf,
  localTimeOf,
} from "../domain/local_date.ts";
import { kopecks } from "../domain/money.ts";
import { startSandbox } from "../sandbox/mod.ts";
import { caseRows, ZONE } from "../tests/harness/case_rows.ts";
import { testDatabase } from "../tests/harness/database.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

const DAY = localDate("2026-04-20");
const NEXT_DAY = addDays(DAY, 1);

Deno.test("what waited for a worker since before the night sleeps till the morning", async () => {
  await using world = await queued(at(DAY, "20:58"));
  const asleep = await world.tell(at(NEXT_DAY, "03:00"));
  assert.equal(asleep.ended, "quiet_hours");
  const again = addSeconds(at(NEXT_DAY, "03:00"), asleep.againInMs! / 1000);
  assert.equal(localDateOf(again, ZONE), NEXT_DAY);
  assert.ok(localTimeOf(again, ZONE) >= "09:00" && localTimeOf(again, ZONE) < "12:00");
  assert.deepEqual(await world.notice(), { state: "failed", detail: "quiet_hours" });
  assert.equal(world.sms().length, 0);

  assert.equal((await world.tell(again)).ended, "sent");
  assert.deepEqual(await world.notice(), { state: "sent", detail: null });
  assert.equal(world.sms().length, 1);
});

Deno.test("what waited for a worker since the night has begun sleeps too", async () => {
  await using world = await queued(at(DAY, "21:30"));
  assert.equal((await world.tell(at(DAY, "21:35"))).ended, "quiet_hours");
  assert.equal(world.sms().length, 0);
});

Deno.test("what goes as it happens goes at night, also where the gateway is back at once", async () => {
  await using world = await queued(at(DAY, "23:00"));
  world.refuseOnce();
  assert.equal((await world.tell(at(DAY, "23:00"))).ended, "smsc_4");
  assert.equal((await world.tell(addSeconds(at(DAY, "23:00"), 5))).ended, "sent");
});

Deno.test("what is late by day goes", async () => {
  await using world = await queued(at(DAY, "12:00"));
  assert.equal((await world.tell(at(DAY, "20:59"))).ended, "sent");
});

function at(day: LocalDate, time: string): Instant {
  return atLocalTime(day, time, ZONE);
}

/** A notice whose activity was scheduled at that instant, and the workers that try it. */
async function queued(scheduledAt: Instant) {
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const { sql } = database;
  const rows = caseRows(sql, { now: () => scheduledAt }, yookassa(sandbox.settings.bank));
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  const key = `invoice/${invoiceId}/accrual/sms`;
  return {
    sms: () => sandbox.sms(person.phone),
    refuseOnce: () => sandbox.faults.set({ sms: { kind: "error", code: 4, times: 1 } }),
    /** Tries it as a worker whose clock shows `now`. */
    tell,
    async notice() {
      const [row] = await sql`select state, detail from notices where key = ${key}`;
      return { ...row };
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };

  async function tell(now: Instant): Promise<Tried> {
    const scheduled = epochMs(scheduledAt);
    const activity = new MockActivityEnvironment({
      scheduledTimestampMs: scheduled,
      currentAttemptScheduledTimestampMs: scheduled,
    });
    return await activity.run<[], Tried, () => Promise<Tried>>(async () => {
      try {
        return { ended: await tellAt(now), againInMs: null };
      } catch (error) {
        if (!(error instanceof ApplicationFailure)) throw error;
        return { ended: error.type!, againInMs: Number(error.nextRetryDelay) };
      }
    });
  }

  function tellAt(now: Instant): Promise<string> {
    const { tell } = telling({
      sql,
      clock: { now: () => now },
      sms: smsc({ ...sandbox.settings.sms, timeoutMs: 500 }),
      mailer: smtp({ url: sandbox.settings.smtpUrl, from: "noreply@cabinet.example" }),
      publicUrl: "https://cabinet.example",
    } as ActivityParts);
    return tell({
      row: {
        key,
        personId: person.personId,
        policyId: person.policyId,
        invoiceId,
        channel: "sms",
        template: "accrual",
        dueAt: scheduledAt,
      },
      notice: {
        template: "accrual",
        invoiceId,
        owed: kopecks(90_000),
        offset: kopecks(0),
        dueOn: addDays(DAY, 45),
        emergencyFrom: null,
      },
      zone: ZONE,
      at: scheduledAt,
    });
  }
}

/** A try of the activity. */
interface Tried {
  /** The notice's state, or the code of what put it off. */
  ended: string;
  againInMs: number | null;
}
