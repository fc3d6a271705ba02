import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { insertChallenge } from "../../db/accounts/challenges.ts";
import type { Database } from "../../db/connection.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import { caseRows } from "../harness/case_rows.ts";
import { until } from "../harness/case_world.ts";
import { testDatabase } from "../harness/database.ts";
import { devTemporal } from "../harness/temporal.ts";
import { livesAsIfNothingHappened } from "./kill.ts";
import { SERVER_KEY, startWorker, workerOnDeno, workerOnNode } from "./worker_process.ts";

Deno.test("the worker sends codes without Temporal, works once it comes, and outlives its going", async () => {
  await livesThroughOutages(workerOnDeno());
});

Deno.test("the same worker does so on Node", async () => {
  await livesThroughOutages(await workerOnNode());
});

Deno.test("kill -9 of the worker and of Temporal changes nothing in the lives of cases", async () => {
  await livesAsIfNothingHappened(workerOnDeno());
});

Deno.test("kill -9 changes nothing on Node either", async () => {
  await livesAsIfNothingHappened(await workerOnNode());
});

async function livesThroughOutages(command: string[]): Promise<void> {
  await using database = await testDatabase();
  await using temporal = await devTemporal();
  await temporal.stop();
  const sandbox = await startSandbox();
  const { sql } = database;
  const now = () => instant(new Date().toISOString());
  const rows = caseRows(sql, { now }, yookassa(sandbox.settings.bank));
  const person = await rows.insured({ consentedDaysAgo: 20 });
  const worker = startWorker(command, { database, temporal, sandbox });
  try {
    await codeArrives(sql, sandbox, person);

    await temporal.start();
    await worker.says("worker ready");
    await until("the first day to be recorded", async () => {
      const [row] = await sql`
        select activated_at from franchises where id = ${person.franchiseId}`;
      return row!.activated_at !== null;
    });

    await temporal.stop();
    const invoiceId = await rows.invoice(person, 90_000);
    await codeArrives(sql, sandbox, person);
    await temporal.start();
    await until("the news of the invoice", () =>
      Promise.resolve(
        sandbox.sms(person.phone).some((sms) => sms.text.includes(`/invoices/${invoiceId}`)),
      ));
  } finally {
    const code = await worker.stop();
    await sandbox.close();
    assert.equal(code, 0, worker.output());
  }
}

async function codeArrives(
  sql: Database,
  sandbox: Sandbox,
  person: { personId: number; phone: string },
): Promise<void> {
  const at = instant(new Date().toISOString());
  const [account] = await sql<{ id: number }[]>`
    insert into accounts (person_id, phone, email, registered_at)
    values (${person.personId}, ${person.phone}, 'insured@mail.example', ${at})
    on conflict (phone) do update set phone = excluded.phone
    returning id`;
  const challengeId = await insertChallenge(sql, {
    purpose: "login",
    destination: person.phone,
    accountId: account!.id,
    ip: "127.0.0.1",
    at,
    expiresAt: addMinutes(at, 5),
  });
  const code = await loginCode(SERVER_KEY, challengeId);
  await until("the code", () =>
    Promise.resolve(
      sandbox.sms(person.phone).some((sms) => sms.text.endsWith(`@cabinet.example #${code}`)),
    ));
}
