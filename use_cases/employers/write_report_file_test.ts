import assert from "node:assert/strict";
import fc from "fast-check";
import { allRows, readSpreadsheet } from "../../adapters/spreadsheet/mod.ts";
import type { ReportLine } from "../../db/employers/employer_report_lines.ts";
import { reportTotals } from "../../domain/employer_report.ts";
import { addDays, type Instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { type FrozenReport, writeReportFile } from "./write_report_file.ts";

const FORMED_ON = localDate("2026-10-01");

const debt = fc.record({
  payerId: fc.integer({ min: 1, max: 5 }),
  owed: fc.integer({ min: 1, max: 100_000_000 }),
  paid: fc.integer({ min: 0, max: 100_000_000 }),
  state: fc.constantFrom("not_due" as const, "overdue" as const, "recovery" as const),
  penalty: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  days: fc.integer({ min: 1, max: 400 }),
});

Deno.test("any debts come to the kopeck in the file, and to the same bytes twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(debt, { maxLength: 12 }), async (debts) => {
      const frozen = () =>
        frozenOf(debts.map((one, index): ReportLine => ({
          place: index + 1,
          invoiceId: 2001 + index,
          payerId: one.payerId,
          personnelNumber: `00${one.payerId}`,
          surname: "Образцова",
          name: "Майя",
          patronymic: null,
          publishedOn: localDate("2026-05-12"),
          dueOn: addDays(FORMED_ON, one.state === "not_due" ? one.days : -one.days),
          totalKopecks: kopecks(one.owed + one.paid),
          owedKopecks: kopecks(one.owed),
          state: one.state,
          paying: false,
          daysOverdue: one.state === "not_due" ? 0 : one.days,
          workingDaysLeft: one.state === "not_due" ? one.days : 0,
          penaltyKopecks: one.state === "recovery" && one.penalty !== null
            ? kopecks(one.penalty)
            : null,
        })));
      const content = await writeReportFile(frozen());
      assert.deepEqual(await writeReportFile(frozen()), content);
      const read = await readSpreadsheet({ name: "a.xlsx", content });
      assert.ok(read.ok);
      const body = (await allRows(read.sheets[0]!.rows)).slice(4).map(({ cells }) => cells);
      if (debts.length === 0) {
        assert.deepEqual(body[0]![0], "Долгов на этот день нет");
        return;
      }
      const { totalKopecks, owedKopecks, overdueKopecks, penaltyKopecks } = frozen().report;
      const [lines, total, late] = [body.slice(0, -2), body.at(-2)!, body.at(-1)!];
      const column = (at: number) => lines.reduce((sum, cells) => sum + inKopecks(cells[at]), 0);
      assert.deepEqual([4, 6, 11].map((at) => inKopecks(total[at])), [4, 6, 11].map(column));
      assert.deepEqual(
        [total[4], total[6], late[6], total[11]].map(inKopecks),
        [totalKopecks, owedKopecks, overdueKopecks, penaltyKopecks],
      );
      assert.equal(inKopecks(total[5]), totalKopecks - owedKopecks);
      const unrated = debts.filter(({ state, penalty }) =>
        state === "recovery" && penalty === null
      );
      const told = unrated.length === 0 ? null : `без ${unrated.length}: нет ставки`;
      assert.equal(total[10] ?? null, told, "a sum that lacks some says so");
    }),
    { numRuns: 60 },
  );
});

function inKopecks(cell: string | number | null | undefined): number {
  return Math.round(Number(cell ?? 0) * 100);
}

function frozenOf(lines: ReportLine[]): FrozenReport {
  return {
    employer: "АО «Завод»",
    pages: inPortions(lines),
    report: {
      ...reportTotals(lines),
      id: 1,
      period: FORMED_ON,
      state: "waiting",
      formedOn: FORMED_ON,
      superseded: false,
      acknowledgedAt: null as Instant | null,
      acknowledgedName: null,
      marked: 0,
    },
  };
}

async function* inPortions(lines: readonly ReportLine[]) {
  for (let from = 0; from < lines.length; from += 5) {
    await Promise.resolve();
    yield lines.slice(from, from + 5);
  }
}
