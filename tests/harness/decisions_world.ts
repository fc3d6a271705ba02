import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import type { Database } from "../../db/connection.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import type { Clock } from "../../domain/clock.ts";
import { addMinutes, type Instant, instant } from "../../domain/local_date.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import type { StaffActor } from "../../use_cases/imports/upload_file.ts";
import { type CaseRows, caseRows, type InsuredPerson } from "./case_rows.ts";
import { testDatabase } from "./database.ts";

/** Published on Monday 20 April 2026 at noon in Ufa; due at the end of 3 June (federal). */
export const PUBLISHED_AT = instant("2026-04-20T07:00:00.000Z");
export const DUE_AT = instant("2026-06-03T19:00:00.000Z");

export interface DecisionsWorld extends CaseRows, AsyncDisposable {
  sql: Database;
  sandbox: Sandbox;
  person: InsuredPerson;
  /** 900 ₽. */
  invoiceId: number;
  operator: StaffActor;
  approver: StaffActor;
  /** Stands until it is set. */
  clock: Clock & { set(at: Instant): void };
  /** Undelivered signals by workflow type, in their order. */
  signals(): Promise<string[]>;
  /** Marks all messages delivered. */
  quiet(): Promise<void>;
}

/** An insured person with an invoice of 900 ₽, and two members of staff. */
export async function decisionsWorld(): Promise<DecisionsWorld> {
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const { sql } = database;
  let now = PUBLISHED_AT;
  const clock = {
    now: () => now,
    set(at: Instant) {
      now = at;
    },
  };
  const rows = caseRows(sql, clock, yookassa(sandbox.settings.bank));
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  const member = async (name: string, role: "operator" | "approver"): Promise<StaffActor> => ({
    staffId: await insertStaff(sql, { email: `${role}@example.com`, name, role, at: now }),
    ip: "192.0.2.1",
  });
  const operator = await member("Ольга Операторова", "operator");
  const approver = await member("Павел Утвердилов", "approver");
  clock.set(addMinutes(PUBLISHED_AT, 24 * 60));
  const quiet = async () => {
    await sql`update outbox set delivered_at = ${now} where delivered_at is null`;
  };
  await quiet();
  return {
    ...rows,
    sql,
    sandbox,
    person,
    invoiceId,
    operator,
    approver,
    clock,
    quiet,
    async signals() {
      const found = await sql<{ workflow_type: string; signal: string }[]>`
        select workflow_type, signal from outbox where delivered_at is null
        order by workflow_type, id`;
      return found.map((row) => `${row.workflow_type}: ${row.signal}`);
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
