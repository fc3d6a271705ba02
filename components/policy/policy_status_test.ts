import assert from "node:assert/strict";
import { localDate } from "../../domain/local_date.ts";
import { type PolicyFacts, policyStatus } from "./policy_status.ts";

const policy: PolicyFacts = {
  startsOn: localDate("2026-06-01"),
  endsOn: localDate("2027-05-31"),
  activeFrom: localDate("2026-09-02"),
  emergencySpells: [{ from: localDate("2026-11-17"), until: localDate("2026-11-24") }],
  consentGaps: [],
};

Deno.test("policyStatus() follows from dates alone", () => {
  const kindOn = (day: string, changes: Partial<PolicyFacts> = {}) =>
    policyStatus({ ...policy, ...changes }, localDate(day)).kind;
  assert.equal(kindOn("2026-09-01", { activeFrom: null }), "not_activated");
  assert.equal(kindOn("2026-09-01"), "waiting");
  assert.equal(kindOn("2026-09-02"), "active");
  assert.equal(kindOn("2026-11-16"), "active");
  assert.equal(kindOn("2026-11-17"), "emergency");
  assert.equal(kindOn("2026-11-23"), "emergency");
  assert.equal(kindOn("2026-11-24"), "active");
  assert.equal(kindOn("2027-05-31"), "active");
  assert.equal(kindOn("2027-06-01"), "ended");
  const off = { startsOn: localDate("2026-12-15"), endsOn: localDate("2026-12-14") };
  assert.equal(kindOn("2026-11-22", off), "called_off");
  assert.equal(kindOn("2026-11-22", { ...off, activeFrom: null }), "called_off");
});

Deno.test("policyStatus() tells a withdrawn consent with its last day, and a new one's first day", () => {
  const today = localDate("2026-10-08");
  const on = (lastDay: string, until: string | null) =>
    policyStatus({
      ...policy,
      consentGaps: [{
        lastDay: localDate(lastDay),
        until: until === null ? null : localDate(until),
      }],
    }, today);
  assert.deepEqual(on("2026-10-09", null), { kind: "withdrawn", endsOn: "2026-10-09", today });
  assert.deepEqual(on("2026-10-05", null), { kind: "withdrawn", endsOn: "2026-10-05", today });
  assert.deepEqual(
    on("2026-10-05", "2026-10-09"),
    { kind: "waiting", activeFrom: "2026-10-09", today },
  );
  assert.equal(on("2026-10-05", "2026-10-08").kind, "active");
});

Deno.test("policyStatus() opens no earlier than the policy, though the franchise is activated", () => {
  const today = localDate("2026-05-20");
  const early = { ...policy, activeFrom: localDate("2026-05-18") };
  assert.deepEqual(policyStatus(early, today), {
    kind: "waiting",
    activeFrom: "2026-06-01",
    today,
  });
});
