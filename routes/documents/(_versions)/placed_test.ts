import assert from "node:assert/strict";
import { localDate } from "../../../domain/local_date.ts";
import { placed } from "./placed.ts";

function version(kind: string, number: number, from: string) {
  return { kind, version: number, effectiveFrom: localDate(from) };
}

const VERSIONS = [
  version("terms", 3, "2027-01-01"),
  version("terms", 2, "2026-11-01"),
  version("terms", 1, "2026-01-01"),
  version("agreement", 1, "2026-01-01"),
];

function placesOn(today: string) {
  return placed(VERSIONS, localDate(today)).map(({ place, until }) => [place, until]);
}

Deno.test("placed() names the version in force, and the last day of one that has a successor", () => {
  assert.deepEqual(placesOn("2026-11-22"), [
    ["ahead", null],
    ["in_force", "2026-12-31"],
    ["past", "2026-10-31"],
    ["in_force", null],
  ]);
});

Deno.test("placed() changes the version with the day: the last one holds whole", () => {
  assert.deepEqual(placesOn("2026-10-31")[2], ["in_force", "2026-10-31"]);
  assert.deepEqual(placesOn("2026-11-01")[2], ["past", "2026-10-31"]);
  assert.deepEqual(placesOn("2027-01-01")[0], ["in_force", null]);
});
