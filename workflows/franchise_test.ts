import assert from "node:assert/strict";
import { caseWorld, until } from "../tests/harness/case_world.ts";
import { startOfDay } from "../domain/local_date.ts";
import { workflowId } from "./contract.ts";

Deno.test("a franchise opens on the first working day after the consent, not before", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ consentedDaysAgo: 0 });
  const [franchise] = await world.sql<{ active_from: string }[]>`
    select active_from from franchises where id = ${person.franchiseId}`;
  const opensAt = startOfDay(franchise!.active_from as never, "Asia/Yekaterinburg");
  const activatedAt = async () => {
    const [row] = await world.sql<{ activated_at: string | null }[]>`
      select activated_at from franchises where id = ${person.franchiseId}`;
    return row!.activated_at;
  };
  const id = workflowId.franchise(person.franchiseId);
  await until("the first view", async () => await world.stage(id) === "Ждет первого дня");

  await world.passTo(new Date(Date.parse(opensAt) - 60_000).toISOString());
  assert.equal(await activatedAt(), null);
  await world.pass(120_000);
  const at = await until("activation", activatedAt);
  assert.ok(at >= opensAt);
  await until("the view of service", async () => await world.stage(id) === "Действует");
});
