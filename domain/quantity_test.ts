import assert from "node:assert/strict";
import { formatQuantity, microUnits, parseQuantity } from "./quantity.ts";

Deno.test("parseQuantity() reads decimals exactly and gives one text for one value", () => {
  const values: [string | number, string | null][] = [
    [1, "1"],
    ["1", "1"],
    ["1,0", "1"],
    ["3.000000", "3"],
    ["0,5", "0.5"],
    [0.5, "0.5"],
    [0.1 + 0.2, "0.3"],
    ["0.000001", "0.000001"],
    [0.000001, "0.000001"],
    ["0.0000001", null],
    [1e-7, null],
    ["1 000,25", "1000.25"],
    [0, "0"],
    ["-1", "-1"],
    ["две", null],
    ["", null],
    ["1/2", null],
  ];
  for (const [value, expected] of values) assert.equal(parseQuantity(value), expected, `${value}`);
});

Deno.test("A quantity shows a comma and counts in millionths", () => {
  const half = parseQuantity("0.5");
  assert.ok(half);
  assert.equal(formatQuantity(half), "0,5");
  assert.equal(microUnits(half), 500_000n);
});
