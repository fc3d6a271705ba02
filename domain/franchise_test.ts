import assert from "node:assert/strict";
import { type ServiceDates, serviceOn } from "./franchise.ts";
import { localDate } from "./local_date.ts";

const dates: ServiceDates = {
  activeFrom: localDate("2026-09-02"),
  policyStartsOn: localDate("2026-06-01"),
  policyEndsOn: localDate("2027-05-31"),
  emergencySpells: [
    { from: localDate("2026-11-10"), until: localDate("2026-11-17") },
    { from: localDate("2027-03-01"), until: null },
  ],
  consentGaps: [],
};

Deno.test("serviceOn() follows from dates alone, both ends of each stretch told", () => {
  const expected = {
    "2026-05-31": "not_yet",
    "2026-09-01": "not_yet",
    "2026-09-02": "group",
    "2026-11-09": "group",
    "2026-11-10": "emergency",
    "2026-11-16": "emergency",
    "2026-11-17": "group",
    "2027-03-01": "emergency",
    "2027-05-31": "emergency",
    "2027-06-01": "ended",
  };
  for (const [day, service] of Object.entries(expected)) {
    assert.equal(serviceOn(localDate(day), dates), service, day);
  }
});

Deno.test("Without consent service never opens, and an ended policy is ended", () => {
  const never = { ...dates, activeFrom: null };
  assert.equal(serviceOn(localDate("2026-10-01"), never), "not_yet");
  assert.equal(serviceOn(localDate("2027-06-01"), never), "ended");
});
