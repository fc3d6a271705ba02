import assert from "node:assert/strict";
import { parsePercent } from "./percent.ts";

Deno.test("parsePercent() reads a comma as a dot, and gives basis points", () => {
  const read = {
    "16.5": 1650,
    "16,5": 1650,
    "21": 2100,
    " 7.25 % ": 725,
    "16,50%": 1650,
    "0": 0,
    "1 000": 100_000,
  };
  for (const [text, basisPoints] of Object.entries(read)) {
    assert.equal(parsePercent(text), basisPoints, text);
  }
});

Deno.test("parsePercent() refuses what is no percentage of a rate", () => {
  for (const text of ["", "%", "key", "-1", "16.555", "1000.01", "1e3", "16.5.1", "16 5"]) {
    assert.equal(parsePercent(text), null, text);
  }
});
