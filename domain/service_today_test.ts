import assert from "node:assert/strict";
import type { ServiceDates } from "./franchise.ts";
import { localDate } from "./local_date.ts";
import { serviceToday } from "./service_today.ts";

const YEAR: ServiceDates = {
  activeFrom: localDate("2026-02-02"),
  policyStartsOn: localDate("2026-01-01"),
  policyEndsOn: localDate("2026-12-31"),
  emergencySpells: [],
  consentGaps: [],
};

Deno.test("service is open from the first day through the policy's last, and never a day more", () => {
  assert.deepEqual(on("2026-02-01"), { kind: "opens", on: "2026-02-02" });
  assert.deepEqual(on("2026-02-02"), { kind: "open", until: "2026-12-31" });
  assert.deepEqual(on("2026-12-31"), { kind: "open", until: "2026-12-31" });
  assert.deepEqual(on("2027-01-01"), { kind: "ended", endedOn: "2026-12-31" });
});

Deno.test("without a consent nothing is open, and a policy that is over says so first", () => {
  const never = { activeFrom: null };
  assert.deepEqual(on("2026-05-05", never), { kind: "not_activated" });
  assert.deepEqual(on("2027-05-05", never), { kind: "ended", endedOn: "2026-12-31" });
});

Deno.test("a policy called off before its first day serves on no day and says so", () => {
  const off = { policyStartsOn: localDate("2026-12-15"), policyEndsOn: localDate("2026-12-14") };
  for (const day of ["2026-11-22", "2026-12-14", "2026-12-15", "2027-05-05"]) {
    assert.deepEqual(on(day, off), { kind: "called_off" });
  }
});

Deno.test("a policy that starts after the franchise's first day opens with the policy", () => {
  const late = { policyStartsOn: localDate("2026-03-01") };
  assert.deepEqual(on("2026-02-15", late), { kind: "opens", on: "2026-03-01" });
});

Deno.test("an emergency spell tells since when, and the day of return once it is promised", () => {
  const spells = (until: string | null) => ({
    emergencySpells: [
      { from: localDate("2026-03-01"), until: localDate("2026-03-10") },
      { from: localDate("2026-06-02"), until: until === null ? null : localDate(until) },
    ],
  });
  assert.deepEqual(on("2026-06-02", spells(null)), {
    kind: "emergency",
    since: "2026-06-02",
    until: null,
  });
  assert.deepEqual(on("2026-06-07", spells("2026-06-08")), {
    kind: "emergency",
    since: "2026-06-02",
    until: "2026-06-08",
  });
  assert.deepEqual(on("2026-06-08", spells("2026-06-08")), { kind: "open", until: "2026-12-31" });
});

Deno.test("a withdrawal that stands ends service early; a spell inside its last days still counts", () => {
  const gap = { lastDay: localDate("2026-06-03"), until: null };
  const emergencySpells = [{ from: localDate("2026-06-02"), until: null }];
  const withdrawn = { consentGaps: [gap] };
  assert.deepEqual(on("2026-06-03", withdrawn), { kind: "open", until: "2026-06-03" });
  assert.deepEqual(on("2026-06-04", withdrawn), { kind: "withdrawn", endedOn: "2026-06-03" });
  assert.equal(on("2026-06-03", { ...withdrawn, emergencySpells }).kind, "emergency");
  const again = { consentGaps: [{ ...gap, until: localDate("2026-06-10") }] };
  assert.deepEqual(on("2026-06-04", again), { kind: "opens", on: "2026-06-10" });
  assert.deepEqual(on("2026-06-10", again), { kind: "open", until: "2026-12-31" });
});

function on(day: string, changes: Partial<ServiceDates> = {}) {
  return serviceToday({ ...YEAR, ...changes }, localDate(day));
}
