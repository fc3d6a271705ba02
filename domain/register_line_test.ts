import assert from "node:assert/strict";
import { localDate } from "./local_date.ts";
import { formatRoubles } from "./money.ts";
import {
  cellDate,
  cellText,
  checkRegisterRow,
  HOLDS,
  MARKS,
  type PolicyRecord,
  type Recurrence,
  type RefusalReason,
  REFUSALS,
  type RegisterCells,
  type RegisterVerdict,
  rowFingerprint,
  serviceFingerprint,
} from "./register_line.ts";

const policy: PolicyRecord = {
  surname: "Образцова",
  name: "Майя",
  patronymic: "Тестовна",
  startsOn: localDate("2026-06-01"),
  endsOn: localDate("2027-05-31"),
  activeFrom: localDate("2026-09-02"),
  rateBasisPoints: 2000,
  emergencySpells: [],
  consentGaps: [],
};

const row: RegisterCells = {
  rowNumber: 905,
  policyNumber: "7701/965/001028",
  name: "Образцова Майя Тестовна",
  birthDate: "1999-02-23",
  serviceDate: "2026-10-11",
  code: "B03.016.003",
  service: "Общий (клинический) анализ крови развёрнутый",
  quantity: 1,
  price: 645.35,
  cost: 645.35,
};

interface Circumstances {
  policy?: Partial<PolicyRecord> | null;
  recurrence?: Recurrence;
}

Deno.test("A good row is accepted and priced, the insured's part half-up", () => {
  assert.deepEqual(verdictOn({}), {
    kind: "accepted",
    mark: null,
    line: {
      rowNumber: "905",
      policyNumber: "7701/965/001028",
      serviceDate: "2026-10-11",
      code: "B03.016.003",
      service: "Общий (клинический) анализ крови развёрнутый",
      quantity: "1",
      price: 64535,
      cost: 64535,
      rateBasisPoints: 2000,
      franchise: 12907,
    },
  });
});

Deno.test("Cells are read as clinics write them", () => {
  const written: Partial<RegisterCells>[] = [
    { policyNumber: "  7701/965/001028 " },
    { name: "ОБРАЗЦОВА  МАЙЯ\u00a0ТЕСТОВНА" },
    { serviceDate: "11.10.2026" },
    { serviceDate: "11.10.2026 0:00:00" },
    { serviceDate: "2026-10-11T00:00:00.000Z" },
    { quantity: "1" },
    { quantity: "1,000" },
    { price: "645,35", cost: "645,35" },
    { cost: null },
    { cost: "  " },
  ];
  const expected = lineOf(verdictOn({}));
  for (const cells of written) assert.deepEqual(lineOf(verdictOn(cells)), expected);
  const dear = lineOf(verdictOn({ quantity: 3, price: "2\u00a0490,00", cost: "7\u00a0470,00" }));
  assert.equal(formatRoubles(dear.franchise), "1\u00a0494,00\u00a0₽");
});

Deno.test("A part of a service and a formula's stored float are counted to the kopeck", () => {
  const half = lineOf(verdictOn({ quantity: 0.5, price: 1000.01, cost: 500.01 }));
  assert.equal(half.cost, 50001);
  assert.equal(half.franchise, 10000);
  assert.equal(lineOf(verdictOn({ quantity: 3, price: 310.03, cost: 310.03 * 3 })).cost, 93009);
});

Deno.test("Text that begins with = or an apostrophe is text and stays as it is", () => {
  for (const service of ['=HYPERLINK("http://example.test")', "'=1+1", "+7", "@имя"]) {
    assert.equal(lineOf(verdictOn({ service })).service, service);
  }
});

Deno.test("A refused row gives the reason that comes first", () => {
  const cases: [Partial<RegisterCells>, Circumstances, RefusalReason][] = [
    [{}, { recurrence: "same_row" }, "duplicate"],
    [{ policyNumber: null }, { policy: null }, "policy_number_missing"],
    [{ policyNumber: "7701/000/999999" }, { policy: null }, "unknown_policy"],
    [{ name: " " }, {}, "name_missing"],
    [{ name: "Пробин Ильдар Тестович" }, {}, "name_mismatch"],
    [{ name: "Образцова Майя" }, {}, "name_mismatch"],
    [{ serviceDate: null }, {}, "date_missing"],
    [{ serviceDate: "вчера" }, {}, "date_not_readable"],
    [{ serviceDate: "31.09.2026" }, {}, "date_not_readable"],
    [{ serviceDate: 46306 }, {}, "date_not_readable"],
    [{ serviceDate: "2027-01-15" }, {}, "date_in_future"],
    [{ serviceDate: "2026-11-11" }, {}, "date_in_future"],
    [{ serviceDate: "2026-05-20" }, {}, "outside_policy"],
    [{ serviceDate: "2026-05-31" }, { policy: { activeFrom: null } }, "outside_policy"],
    [{}, { policy: { endsOn: localDate("2026-10-10") } }, "outside_policy"],
    [{}, { policy: { activeFrom: null } }, "not_activated"],
    [{}, { policy: { activeFrom: localDate("2026-10-12") } }, "before_active"],
    [
      { serviceDate: "2026-10-12" },
      { policy: { consentGaps: [{ lastDay: localDate("2026-10-11"), until: null }] } },
      "after_withdrawal",
    ],
    [{ service: null }, {}, "service_missing"],
    [{ quantity: "две" }, {}, "quantity_not_readable"],
    [{ quantity: null }, {}, "quantity_not_readable"],
    [{ price: "645,355" }, {}, "price_not_readable"],
    [{ price: null }, {}, "price_not_readable"],
    [{ cost: "бесплатно" }, {}, "cost_not_readable"],
    [{ price: -500, cost: -500 }, {}, "not_above_zero"],
    [{ quantity: 0, cost: 0 }, {}, "not_above_zero"],
    [{ price: "0,01", quantity: "0,1", cost: null }, {}, "not_above_zero"],
    [{ price: 500, quantity: 2, cost: 900 }, {}, "cost_mismatch"],
    [{ cost: 645.36 }, {}, "cost_mismatch"],
    [{ price: "90071992547409", quantity: 1000, cost: null }, {}, "too_large"],
  ];
  for (const [cells, circumstances, reason] of cases) {
    const verdict = verdictOn(cells, circumstances);
    assert.deepEqual(verdict, { kind: "refused", reason }, JSON.stringify(cells));
  }
});

Deno.test("The day of import, the policy's ends and the first active day are all inside", () => {
  const inside: [Partial<RegisterCells>, Circumstances][] = [
    [{ serviceDate: "2026-11-10" }, {}],
    [{}, { policy: { startsOn: localDate("2026-10-11"), activeFrom: localDate("2026-10-11") } }],
    [{}, { policy: { endsOn: localDate("2026-10-11") } }],
  ];
  for (const [cells, circumstances] of inside) {
    assert.equal(verdictOn(cells, circumstances).kind, "accepted");
  }
});

Deno.test("A service inside an emergency spell waits for staff, priced", () => {
  const spell = { from: localDate("2026-10-11"), until: localDate("2026-10-12") };
  const held = verdictOn({}, { policy: { emergencySpells: [spell] } });
  assert.equal(held.kind === "held" && held.reason, "emergency_spell");
  assert.equal(lineOf(held).franchise, 12907);
  const after = verdictOn({ serviceDate: "2026-10-12" }, { policy: { emergencySpells: [spell] } });
  assert.equal(after.kind, "accepted");
});

Deno.test("The same service is marked within a file and held across files", () => {
  const marked = verdictOn({}, { recurrence: "same_service" });
  assert.equal(marked.kind === "accepted" && marked.mark, "equal_but_for_the_number");
  const held = verdictOn({}, { recurrence: "in_another_file" });
  assert.equal(held.kind === "held" && held.reason, "in_another_file");
});

Deno.test("Fingerprints agree by value, and only the row's differs by the number", () => {
  const same: Partial<RegisterCells>[] = [
    { policyNumber: " 7701/965/001028" },
    { name: "образцова майя тестовна" },
    { serviceDate: "11.10.2026" },
    { quantity: "1,0" },
    { price: "645,35" },
    { cost: null },
    { code: "b03.016.003" },
    { service: "Общий (клинический) анализ крови  развернутый" },
  ];
  for (const cells of same) {
    assert.equal(rowFingerprint({ ...row, ...cells }), rowFingerprint(row), JSON.stringify(cells));
  }
  const renumbered = { ...row, rowNumber: 906 };
  assert.notEqual(rowFingerprint(renumbered), rowFingerprint(row));
  assert.equal(serviceFingerprint(renumbered), serviceFingerprint(row));
  const others: Partial<RegisterCells>[] = [
    { policyNumber: "7701/965/001029" },
    { serviceDate: "2026-10-12" },
    { serviceDate: "вчера" },
    { code: null },
    { service: null },
    { quantity: 2, cost: null },
    { price: 645.36, cost: null },
    { cost: 645.36 },
  ];
  const seen = new Set(
    [row, ...others.map((cells) => ({ ...row, ...cells }))].map(serviceFingerprint),
  );
  assert.equal(seen.size, others.length + 1);
});

Deno.test("Every reason, hold and mark has its words, no two alike", () => {
  const russian = [
    ...Object.values(REFUSALS).map((words) => words.russian),
    ...Object.values(HOLDS),
    ...Object.values(MARKS),
  ];
  assert.equal(new Set(russian).size, russian.length);
  for (const text of russian) assert.match(text.replaceAll("всё", ""), /^[А-Я][^ё]*$/);
});

Deno.test("cellText() and cellDate() take any cell", () => {
  assert.equal(cellText(null), "");
  assert.equal(cellText(7), "7");
  assert.equal(cellText(" и\u0306од\n "), "йод");
  assert.equal(cellDate(null), null);
  assert.equal(cellDate("7.10.2026"), "2026-10-07");
});

function verdictOn(
  cells: Partial<RegisterCells>,
  { policy: changes = {}, recurrence = "first" }: Circumstances = {},
): RegisterVerdict {
  return checkRegisterRow({ ...row, ...cells }, {
    policy: changes === null ? null : { ...policy, ...changes },
    today: localDate("2026-11-10"),
    recurrence,
  });
}

function lineOf(verdict: RegisterVerdict) {
  assert.ok(verdict.kind !== "refused", JSON.stringify(verdict));
  return verdict.line;
}
