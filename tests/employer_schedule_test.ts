import assert from "node:assert/strict";
import { ScheduleClient } from "@temporalio/client";
import { addMinutes, instant } from "../domain/local_date.ts";
import { EMPLOYER_REPORTS_DAILY, PUBLISHING_MONTHLY } from "../workflows/schedules.ts";
import { until } from "./harness/case_world.ts";
import { startProduct } from "./harness/product.ts";

const EMAIL = "hr@zavod.example";

Deno.test("the worker keeps the schedule of employers' reports; a morning forms what stands still and writes", async () => {
  await using product = await startProduct();
  const { sql } = product;
  const connection = await product.temporal.connect();
  try {
    const { scheduleId } = EMPLOYER_REPORTS_DAILY;
    const schedule = new ScheduleClient({ connection }).getHandle(scheduleId);
    const { action, info } = await schedule.describe();
    assert.deepEqual(
      [action.workflowType, action.workflowId],
      ["employerReports", "employer-reports"],
    );
    assert.match(info.nextActionTimes[0]!.toISOString(), /T03:00:00\.000Z$/);

    const publishing = await new ScheduleClient({ connection })
      .getHandle(PUBLISHING_MONTHLY.scheduleId).describe();
    assert.equal(publishing.action.workflowType, "monthlyPublishing");
    assert.match(publishing.info.nextActionTimes[0]!.toISOString(), /T07:00:00\.000Z$/);

    // Asked for yesterday, and its start was lost; today's date does not matter to it.
    const yesterday = addMinutes(instant(new Date().toISOString()), -24 * 60);
    await sql`
      with employer as (
        insert into employers (name, recorded_at) values ('АО «Завод»', ${yesterday}) returning id
      ), contact as (
        insert into employer_contacts (employer_id, email, name, named_at)
        select id, ${EMAIL}, 'Мария', ${yesterday} from employer
      )
      insert into employer_reports (employer_id, period, requested_at)
      select id, '2026-01-01', ${yesterday} from employer`;
    await schedule.trigger();
    const report = await until("the report", async () => {
      const [row] = await sql`select debts from employer_reports where formed_at is not null`;
      return row;
    });
    assert.equal(report["debts"], 0);
    const [letter] = await until("the letter", () => {
      const letters = product.sandbox.mail(EMAIL);
      return Promise.resolve(letters.length > 0 && letters);
    });
    assert.match(letter!.text, /Долгов на этот день нет/);
  } finally {
    await connection.close();
  }
});
