import assert from "node:assert/strict";
import { instant, localDate } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { monthlyRun, requestMonthlyPublishing } from "./request_publishing.ts";

Deno.test("the next run is the month's last day, and takes services through the month before", () => {
  for (
    const [today, on, through] of [
      ["2026-11-01", "2026-11-30", "2026-10-31"],
      ["2026-11-30", "2026-11-30", "2026-10-31"],
      ["2026-12-31", "2026-12-31", "2026-11-30"],
      ["2027-01-15", "2027-01-31", "2026-12-31"],
      ["2028-02-03", "2028-02-29", "2028-01-31"],
      ["2028-03-31", "2028-03-31", "2028-02-29"],
    ]
  ) {
    assert.deepEqual(monthlyRun(localDate(today!)), { on, through });
  }
});

Deno.test("a run is asked for on the last day of the insurer's month only, under one id", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  // Already December in Ufa, though it is 30 November in UTC.
  assert.equal(await requestMonthlyPublishing(sql, instant("2026-11-30T19:30:00.000Z")), null);
  assert.equal(await requestMonthlyPublishing(sql, instant("2026-11-29T18:59:59.999Z")), null);
  for (const at of ["2026-11-29T19:00:00.000Z", "2026-11-30T02:00:00.000Z"]) {
    assert.equal(await requestMonthlyPublishing(sql, instant(at)), "2026-10-31");
  }
  const messages = await sql<{ workflow_id: string; input: unknown }[]>`
    select distinct workflow_id, input from outbox`;
  assert.deepEqual(
    messages.map((row) => ({ ...row })),
    [{
      workflow_id: "publish/2026-10-31/monthly",
      input: { through: "2026-10-31", periods: "due" },
    }],
  );
});
