import assert from "node:assert/strict";
import { enqueue } from "../db/outbox.ts";
import type { InsuredPerson } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { workflowId } from "./contract.ts";

const SURNAME = "Канарейкина";
const PHONE = "9005557391";
const EMAIL = "canary@nest.example";
const NEW_PHONE = "9005557402";

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

  const changeId = await changePhone(world, person);

  let failures = 0;
  for (
    const id of [
      workflowId.franchise(person.franchiseId),
      workflowId.invoice(invoiceId),
      workflowId.payment(attemptId),
      workflowId.contact(changeId),
    ]
  ) {
    const handle = world.handle(id);
    const history = JSON.stringify(await handle.fetchHistory(), readable);
    const described = JSON.stringify(await handle.describe(), readable);
    assert.match(
      history,
      /readInvoice|readFranchise|askBank|tellOldContact/,
      "the search must read payloads",
    );
    assert.match(history, /Читаем|Спрашиваем|Сообщаем/, "the search must read summaries");
    assert.match(
      history,
      /invoiceId|franchiseId|attemptId|changeId/,
      "the search must read inputs",
    );
    failures += history.match(/"attempt":[2-9]/g)?.length ?? 0;
    const canaries = [SURNAME, "Майя", "Тестовна", PHONE, NEW_PHONE, EMAIL, "nest.example", "ДМС-"];
    for (const canary of canaries) {
      assert.ok(!(history + described).includes(canary), `${canary} is in ${id}`);
    }
  }
  assert.ok(failures > 0, "some activity must have failed and been tried again");
});

/** A confirmed change, as the profile leaves it; the gateway echoes the old phone at first. */
async function changePhone(world: CaseWorld, person: InsuredPerson): Promise<number> {
  const { sql, clock, sandbox } = world;
  const at = clock.now();
  sandbox.faults.set({ sms: { kind: "echo", times: 1 } });
  const [change] = await sql<{ id: number }[]>`
    with account as (
      insert into accounts (person_id, phone, email, registered_at)
      values (${person.personId}, ${NEW_PHONE}, ${EMAIL}, ${at}) returning id)
    insert into contact_changes (account_id, kind, old_value, new_value, requested_at, confirmed_at)
    select id, 'phone', ${PHONE}, ${NEW_PHONE}, ${at}, ${at} from account
    returning id`;
  const { id: changeId } = change!;
  const id = workflowId.contact(changeId);
  await enqueue(sql, { workflowType: "contact", workflowId: id, input: { changeId } }, at);
  await world.result(id);
  return changeId;
}

/** Payloads come in base64; they are searched as the text that they hold. */
function readable(key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (key !== "data" || typeof value !== "string") return value;
  return new TextDecoder().decode(Uint8Array.from(atob(value), (byte) => byte.charCodeAt(0)));
}
