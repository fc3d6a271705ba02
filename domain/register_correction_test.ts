import assert from "node:assert/strict";
import { compareServices } from "./register_correction.ts";

const service = (row: number, number: number, what: string) => ({
  row,
  key: `policy day code ${number}`,
  fingerprint: what,
});

const told = (olds: ReturnType<typeof service>[], fresh: ReturnType<typeof service>[]) => {
  const { pairs, gone } = compareServices(olds, fresh);
  return {
    pairs: pairs.map(({ kind, old, fresh }) => `${old.row}→${fresh.row} ${kind}`).sort(),
    gone: gone.map(({ row }) => row),
  };
};

Deno.test("the same file again is all the same", () => {
  const file = [service(2, 1, "visit"), service(3, 2, "test")];
  assert.deepEqual(told(file, file), { pairs: ["2→2 same", "3→3 same"], gone: [] });
});

Deno.test("a service under its number that says something else has changed", () => {
  assert.deepEqual(
    told([service(2, 1, "visit 1000"), service(3, 2, "test")], [
      service(2, 1, "visit 900"),
      service(3, 2, "test"),
    ]),
    { pairs: ["2→2 changed", "3→3 same"], gone: [] },
  );
});

Deno.test("a row taken out moves the numbers below it, and only that row is gone", () => {
  assert.deepEqual(
    told(
      [service(2, 1, "a"), service(3, 2, "b"), service(4, 3, "c")],
      [service(2, 1, "b"), service(3, 2, "c")],
    ),
    { pairs: ["3→2 same", "4→3 same"], gone: [2] },
  );
});

Deno.test("of two equal services each is paired once, by its number where it can be", () => {
  assert.deepEqual(
    told([service(2, 1, "a"), service(3, 2, "a")], [service(2, 2, "a"), service(3, 1, "x")]),
    { pairs: ["2→3 changed", "3→2 same"], gone: [] },
  );
});

Deno.test("a service that only the corrected file has is paired with nothing", () => {
  assert.deepEqual(told([], [service(2, 1, "a")]), { pairs: [], gone: [] });
});
