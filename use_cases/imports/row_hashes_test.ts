import assert from "node:assert/strict";
import { RowHashes } from "./row_hashes.ts";

Deno.test("each of twenty thousand rows is new once, while the table grows under them", () => {
  const rows = new RowHashes();
  for (let row = 0; row < 20_000; row++) assert.equal(rows.add(`row ${row}`), true);
  for (let row = 0; row < 20_000; row++) assert.equal(rows.add(`row ${row}`), false);
  assert.equal(rows.add("row 20000"), true);
});
