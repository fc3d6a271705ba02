import { writeLargeWorkbook } from "../../adapters/spreadsheet/large_workbook.ts";
import type { WrittenRow, WrittenSheet } from "../../adapters/spreadsheet/workbook.ts";
import type { ReportLine } from "../../db/employers/employer_report_lines.ts";
import type { FrozenPage } from "../../db/employers/employer_report_reading.ts";
import { reportTitle } from "../../domain/employer_letters.ts";
import { paidOf, reportTotals } from "../../domain/employer_report.ts";
import {
  DEBT_WORDS,
  REPORT_COLUMNS,
  type ReportColumn,
  WITHHELD_TOO_EARLY,
  WITHHOLDING_RULE,
} from "../../domain/employer_report_words.ts";
import { kopecks, sum } from "../../domain/money.ts";
import { fullName } from "../../domain/person_name.ts";
import { dayAndYear } from "../../domain/russian.ts";

/** A report whose lines come in portions, in their order. */
export interface FrozenReport extends Omit<FrozenPage, "lines"> {
  pages: AsyncIterable<readonly ReportLine[]>;
}

/** A report as a workbook: the debts with their totals, and a sheet that explains each column. */
export function writeReportFile(frozen: FrozenReport): Promise<Uint8Array<ArrayBuffer>> {
  const day = dayAndYear(frozen.report.formedOn);
  const notes = [
    `В отчете все неоплаченные счета за франшизу ДМС на ${day}. Этот файл не меняется.`,
    "Что оплачено позже, видно в кабинете и в его «Таблице на сегодня»: сверьтесь с ней, прежде чем удерживать.",
    ...NOTES,
  ];
  return writeLargeWorkbook([
    {
      name: "Долги",
      widths: REPORT_COLUMNS.map(({ width }) => width),
      rows: rowsOf(frozen),
      frozen: 4,
      filtered: true,
      paper: "landscape",
    },
    explanations(REPORT_COLUMNS, notes),
  ]);
}

async function* rowsOf({ report, employer, pages }: FrozenReport): AsyncIterable<WrittenRow[]> {
  yield [
    { dress: "title", cells: [reportTitle(report.formedOn)] },
    { dress: "note", cells: [`Страхователь: ${employer}`] },
    {
      dress: "note",
      cells: ["Что оплачено после этого дня, здесь не видно: «Таблица на сегодня» есть в кабинете"],
    },
    { dress: "head", cells: REPORT_COLUMNS.map(({ title }) => title) },
  ];
  if (report.debts === 0) {
    yield [{ dress: "note", cells: ["Долгов на этот день нет"] }];
    return;
  }
  const all = sums();
  const overdue = sums();
  for await (const lines of pages) {
    all.add(lines);
    overdue.add(lines.filter(({ state }) => state !== "not_due"));
    yield lines.map((line) => ({ cells: cellsOf(line) }));
  }
  yield [all.row(TOTAL_TITLE), overdue.row("в том числе просрочено")];
}

function cellsOf(line: ReportLine): WrittenRow["cells"] {
  const { state, daysOverdue, workingDaysLeft, penaltyKopecks } = line;
  return [
    line.personnelNumber,
    fullName(line),
    { number: line.invoiceId },
    { date: line.publishedOn },
    { sum: line.totalKopecks },
    { sum: paidOf(line) },
    { sum: line.owedKopecks },
    { date: line.dueOn },
    state === "not_due" ? null : { number: daysOverdue },
    state === "not_due" ? { number: workingDaysLeft } : null,
    line.paying ? `${DEBT_WORDS[state]}, платеж проверяется` : DEBT_WORDS[state],
    penaltyKopecks === null ? null : { sum: penaltyKopecks },
  ];
}

/** A filter set in the file hides rows and leaves the sums as they are. */
export const TOTAL_TITLE = "Итого по всем строкам";

/** Adds lines up, portion by portion. */
function sums() {
  let [total, owed, penalty] = [kopecks(0), kopecks(0), kopecks(0)];
  let unrated = 0;
  return {
    add(lines: readonly ReportLine[]): void {
      const portion = reportTotals(lines);
      total = sum([total, portion.totalKopecks]);
      owed = sum([owed, portion.owedKopecks]);
      penalty = sum([penalty, portion.penaltyKopecks]);
      unrated += lines.filter((line) => line.state === "recovery" && line.penaltyKopecks === null)
        .length;
    },
    row(title: string): WrittenRow {
      const paid = paidOf({ totalKopecks: total, owedKopecks: owed });
      // Beside the sum of penalties: of some debts there is none yet, so that it is too small.
      const unsummed = unrated === 0 ? null : `без ${unrated}: нет ставки`;
      const [before, between] = [[title, null, null, null], [null, null, null, unsummed]];
      const cells = [...before, { sum: total }, { sum: paid }, { sum: owed }, ...between];
      return { dress: "total", cells: [...cells, { sum: penalty }] };
    },
  };
}

/** What every file of an employer's debts says of itself. */
export const NOTES = [
  "Клиник, услуг и диагнозов здесь нет: это врачебная тайна.",
  WITHHOLDING_RULE,
  WITHHELD_TOO_EARLY,
  "Отметка об урегулировании сама денег не переводит: долг закрывает оплата счета.",
] as const;

/** The sheet that explains each column. */
export function explanations(
  columns: readonly ReportColumn[],
  notes: readonly string[],
): WrittenSheet {
  return {
    name: "Пояснения",
    widths: [26, 100],
    rows: [
      { dress: "title", cells: ["Пояснения"] },
      { dress: "head", cells: ["Столбец", "Что в нем"] },
      ...columns.map(({ title, meaning }): WrittenRow => ({ cells: [title, meaning] })),
      { cells: [] },
      ...notes.map((note): WrittenRow => ({ dress: "note", cells: [note] })),
    ],
    frozen: 2,
    paper: "landscape",
  };
}
