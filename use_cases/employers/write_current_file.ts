import { writeLargeWorkbook } from "../../adapters/spreadsheet/large_workbook.ts";
import type { WrittenRow } from "../../adapters/spreadsheet/workbook.ts";
import type { ReportedLine, ShownDebts } from "../../db/employers/employer_report_reading.ts";
import { reportTitle } from "../../domain/employer_letters.ts";
import { markOfNow } from "../../domain/employer_report.ts";
import {
  CURRENT_COLUMNS,
  MARK_WORDS,
  STATE_NOW_WORDS,
} from "../../domain/employer_report_words.ts";
import { daysBetween, type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { kopecks, subtract, sum } from "../../domain/money.ts";
import { fullName } from "../../domain/person_name.ts";
import { dayAndYear, formatDateTime } from "../../domain/russian.ts";
import { explanations, NOTES, TOTAL_TITLE } from "./write_report_file.ts";

/** A report's debts as they stand at an instant, in portions. */
export interface CurrentDebts extends Omit<ShownDebts, "lines"> {
  pages: AsyncIterable<readonly ReportedLine[]>;
  at: Instant;
  timeZone: string;
}

/**
 * A report's debts as a workbook to work by: what each person still owes now and how it was settled,
 * so that nothing is withheld which has been paid. It tells its hour, since it differs by the next.
 */
export function writeCurrentFile(current: CurrentDebts): Promise<Uint8Array<ArrayBuffer>> {
  const { report, timeZone, at } = current;
  const notes = [
    `Долги отчета на ${dayAndYear(report.formedOn)} по состоянию на ${
      formatDateTime(at, timeZone)
    }. ` +
    "Завтра таблица может быть другой: берите ее перед каждым удержанием.",
    ...NOTES,
  ];
  return writeLargeWorkbook([
    {
      name: "На сегодня",
      widths: CURRENT_COLUMNS.map(({ width }) => width),
      rows: rowsOf(current),
      frozen: 4,
      filtered: true,
      paper: "landscape",
    },
    explanations(CURRENT_COLUMNS, notes),
  ]);
}

async function* rowsOf(
  { report, employer, found, pages, at, timeZone }: CurrentDebts,
): AsyncIterable<WrittenRow[]> {
  yield [
    { dress: "title", cells: [`Долги на ${formatDateTime(at, timeZone)}`] },
    { dress: "note", cells: [`Страхователь: ${employer}`] },
    {
      dress: "note",
      cells: [
        `${reportTitle(report.formedOn)} и что изменилось после него` +
        (found < report.debts ? `; по фильтру счетов: ${found} из ${report.debts}` : ""),
      ],
    },
    { dress: "head", cells: CURRENT_COLUMNS.map(({ title }) => title) },
  ];
  if (found === 0) {
    yield [{ dress: "note", cells: ["Таких долгов нет"] }];
    return;
  }
  const today = localDateOf(at, timeZone);
  let [reported, owed] = [kopecks(0), kopecks(0)];
  for await (const lines of pages) {
    for (const line of lines) {
      reported = sum([reported, line.owedKopecks]);
      owed = sum([owed, line.owedNowKopecks]);
    }
    yield lines.map((line) => ({ cells: cellsOf(line, { today, timeZone }) }));
  }
  const sums = [reported, subtract(reported, owed), owed].map((amount) => ({ sum: amount }));
  const rest = CURRENT_COLUMNS.slice(6).map(() => null);
  yield [{ dress: "total", cells: [TOTAL_TITLE, null, null, ...sums, ...rest] }];
}

function cellsOf(
  line: ReportedLine,
  { today, timeZone }: { today: LocalDate; timeZone: string },
): WrittenRow["cells"] {
  const { owedKopecks, owedNowKopecks, dueNowOn, stateNow, payingNow, closedAt } = line;
  const late = stateNow === "overdue" || stateNow === "recovery";
  const mark = markOfNow(line.marks);
  const state = STATE_NOW_WORDS[stateNow];
  return [
    line.personnelNumber,
    fullName(line),
    { number: line.invoiceId },
    { sum: owedKopecks },
    { sum: subtract(owedKopecks, owedNowKopecks) },
    { sum: owedNowKopecks },
    payingNow ? `${state}, платеж проверяется` : state,
    closedAt === null ? null : { date: localDateOf(closedAt, timeZone) },
    { date: dueNowOn },
    late ? { number: daysBetween(dueNowOn, today) } : null,
    mark === null ? null : MARK_WORDS[mark.kind],
    mark === null ? null : { date: localDateOf(mark.markedAt, timeZone) },
    mark?.contact ?? null,
    mark?.note ?? null,
  ];
}
