import assert from "node:assert/strict";
import { caseWorld } from "../tests/harness/case_world.ts";
import { workflowId } from "./contract.ts";

const SURNAME = "Канарейкина";
const PHONE = "9005557391";
const EMAIL = "canary@nest.example";

Deno.test("no name, phone or address gets into a history, even if every server echoes them", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ surname: SURNAME, phone: PHONE, email: EMAIL });
  world.sandbox.faults.set({
    sms: { kind: "echo", times: 2 },
    mail: { kind: "temporary", times: 2 },
  });
  const invoiceId = await world.invoice(person, 90_000);
  await world.pass(30 * 24 * 60 * 60_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  // Postgres itself quotes values: the activity meets a row that it can't read.
  await world.sql`alter table people rename column patronymic to ${world.sql(SURNAME)}`;
  await world.sandbox.bank.decide(providerId, { decision: "pay" });
  await world.notifyOfPayment(attemptId);
  await world.pass(5_000);
  await world.sql`alter table people rename column ${world.sql(SURNAME)} to patronymic`;
  await world.result(workflowId.payment(attemptId));
  await world.result(workflowId.invoice(invoiceId));

  let failures = 0;
  for (
    const id of [
      workflowId.franchise(person.franchiseId),
      workflowId.invoice(invoiceId),
      workflowId.payment(attemptId),
    ]
  ) {
    const handle = world.handle(id);
    const history = JSON.stringify(await handle.fetchHistory(), readable);
    const described = JSON.stringify(await handle.describe(), readable);
    assert.match(history, /readInvoice|readFranchise|askBank/, "the search must read payloads");
    assert.match(history, /Читаем|Спрашиваем/, "the search must read summaries");
    assert.match(history, /invoiceId|franchiseId|attemptId/, "the search must read inputs");
    failures += history.match(/"attempt":[2-9]/g)?.length ?? 0;
    for (const canary of [SURNAME, "Майя", "Тестовна", PHONE, EMAIL, "nest.example", "ДМС-"]) {
      assert.ok(!(history + described).includes(canary), `${canary} is in ${id}`);
    }
  }
  assert.ok(failures > 0, "some activity must have failed and been tried again");
});

/** Payloads come in base64; they are searched as the text that they hold. */
function readable(key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (key !== "data" || typeof value !== "string") return value;
  return new TextDecoder().decode(Uint8Array.from(atob(value), (byte) => byte.charCodeAt(0)));
}
