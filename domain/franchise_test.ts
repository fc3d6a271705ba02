import assert from "node:assert/strict";
import {
  type ConsentGap,
  lastDayAfterWithdrawal,
  type ServiceDates,
  serviceOn,
} from "./franchise.ts";
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

const served = { ...dates, emergencySpells: [] };

function gap(lastDay: string, until: string | null = null): ConsentGap {
  return { lastDay: localDate(lastDay), until: until === null ? null : localDate(until) };
}

Deno.test("serviceOn() ends with the last day after a withdrawal, the emergency programme too", () => {
  const withdrawn = { ...dates, consentGaps: [gap("2026-11-12")] };
  const expected = {
    "2026-11-09": "group",
    "2026-11-12": "emergency",
    "2026-11-13": "ended",
    "2027-03-01": "ended",
  };
  for (const [day, service] of Object.entries(expected)) {
    assert.equal(serviceOn(localDate(day), withdrawn), service, day);
  }
});

Deno.test("serviceOn() waits in a gap for the first day of a new consent", () => {
  const renewed = { ...served, consentGaps: [gap("2026-11-12", "2026-11-20")] };
  const expected = { "2026-11-12": "group", "2026-11-13": "not_yet", "2026-11-20": "group" };
  for (const [day, service] of Object.entries(expected)) {
    assert.equal(serviceOn(localDate(day), renewed), service, day);
  }
  const twice = { ...served, consentGaps: [gap("2026-11-12", "2026-11-20"), gap("2026-11-18")] };
  assert.equal(serviceOn(localDate("2026-11-19"), twice), "ended");
  const unbroken = { ...served, consentGaps: [gap("2026-11-12", "2026-11-12")] };
  assert.equal(serviceOn(localDate("2026-11-13"), unbroken), "group");
});

Deno.test("the last day is the next working day, the policy's own, or none before the first one", () => {
  const lastDay = (today: string, nextWorkingDay: string, of: ServiceDates = served) =>
    lastDayAfterWithdrawal(of, {
      today: localDate(today),
      nextWorkingDay: localDate(nextWorkingDay),
    });
  assert.deepEqual(lastDay("2026-11-20", "2026-11-23"), { endsOn: "2026-11-23", served: true });
  assert.deepEqual(lastDay("2027-05-31", "2027-06-01"), { endsOn: "2027-05-31", served: true });
  assert.deepEqual(lastDay("2026-09-01", "2026-09-02"), { endsOn: "2026-08-31", served: false });
  assert.deepEqual(
    lastDay("2026-11-10", "2026-11-11", dates),
    { endsOn: "2026-11-11", served: true },
    "the emergency programme is service too",
  );
});
