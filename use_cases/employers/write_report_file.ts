import {
  writeWorkbook,
  type WrittenRow,
  type WrittenSheet,
} from "../../adapters/spreadsheet/workbook.ts";
import type { FrozenReport, ReportLine } from "../../db/employers/employer_report_lines.ts";
import { reportTitle } from "../../domain/employer_letters.ts";
import { DEBT_WORDS, REPORT_COLUMNS } from "../../domain/employer_report_words.ts";
import { paidOf, reportTotals } from "../../domain/employer_report.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { fullName } from "../../domain/person_name.ts";

/** A report as a workbook: the debts with their totals, and a sheet that explains each column. */
export function writeReportFile(frozen: FrozenReport): Uint8Array<ArrayBuffer> {
  return writeWorkbook([debts(frozen), explanations(frozen.report.formedOn)]);
}

function debts({ report, employer, lines }: FrozenReport): WrittenSheet {
  const overdue = lines.filter(({ state }) => state !== "not_due");
  const top: WrittenRow[] = [
    { dress: "title", cells: [reportTitle(report.formedOn)] },
    { dress: "note", cells: [`Страхователь: ${employer}`] },
    { dress: "head", cells: REPORT_COLUMNS.map(({ title }) => title) },
  ];
  const rows: WrittenRow[] = lines.length === 0
    ? [{ dress: "note", cells: ["Долгов на этот день нет"] }]
    : [
      ...lines.map((line) => ({ cells: cellsOf(line) })),
      totalRow("Итого", lines),
      totalRow("в том числе просрочено", overdue),
    ];
  return {
    name: "Долги",
    widths: REPORT_COLUMNS.map(({ width }) => width),
    rows: [...top, ...rows],
    frozen: top.length,
    paper: "landscape",
  };
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

function totalRow(title: string, lines: readonly ReportLine[]): WrittenRow {
  const totals = reportTotals(lines);
  const paid = paidOf(totals);
  return {
    dress: "total",
    cells: [
      title,
      null,
      null,
      null,
      { sum: totals.totalKopecks },
      { sum: paid },
      { sum: totals.owedKopecks },
      null,
      null,
      null,
      null,
      { sum: totals.penaltyKopecks },
    ],
  };
}

function explanations(formedOn: LocalDate): WrittenSheet {
  return {
    name: "Пояснения",
    widths: [26, 100],
    rows: [
      { dress: "title", cells: ["Пояснения"] },
      { dress: "head", cells: ["Столбец", "Что в нем"] },
      ...REPORT_COLUMNS.map(({ title, meaning }): WrittenRow => ({ cells: [title, meaning] })),
      { cells: [] },
      ...notes(formedOn).map((note): WrittenRow => ({ dress: "note", cells: [note] })),
    ],
    frozen: 2,
    paper: "landscape",
  };
}

function notes(formedOn: LocalDate): string[] {
  return [
    `В отчете все неоплаченные счета за франшизу ДМС на ${dayAndYear(formedOn)}. ` +
    "Что оплачено позже, видно в кабинете работодателя; этот файл не меняется.",
    "Клиник, услуг и диагнозов в отчете нет: это врачебная тайна.",
    "Отметка об урегулировании сама денег не переводит: долг закрывает оплата счета.",
  ];
}
