import assert from "node:assert/strict";
import { testDatabase } from "../tests/harness/database.ts";
import { listKeyRates } from "./rates.ts";

Deno.test("days that no entered rate is known to hold for stand as a rate of null", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  assert.deepEqual((await listKeyRates(sql)).slice(-2), [
    { from: "2025-10-27", basisPoints: 1650 },
    { from: "2025-12-22", basisPoints: null },
  ]);
  await sql`
    insert into key_rates (from_on, basis_points, known_through, source, recorded_at)
    values ('2025-12-22', 1600, '2026-02-15', 'test', '2026-02-01T00:00:00Z'),
           ('2026-03-02', 1500, '2026-03-31', 'test', '2026-03-01T00:00:00Z')`;
  assert.deepEqual((await listKeyRates(sql)).slice(-5), [
    { from: "2025-10-27", basisPoints: 1650 },
    { from: "2025-12-22", basisPoints: 1600 },
    { from: "2026-02-16", basisPoints: null },
    { from: "2026-03-02", basisPoints: 1500 },
    { from: "2026-04-01", basisPoints: null },
  ]);
});
