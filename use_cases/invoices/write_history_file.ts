import { writeWorkbook, type WrittenRow } from "../../adapters/spreadsheet/workbook.ts";
import type { Sql } from "../../db/connection.ts";
import { type HistoryInvoice, listInvoiceHistory } from "../../db/invoices/invoice_history.ts";
import type { Clock } from "../../domain/clock.ts";
import type { SettledBy } from "../../domain/invoice.ts";
import { type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { kopecks, sum } from "../../domain/money.ts";
import { fullName } from "../../domain/person_name.ts";
import { journalOthers } from "../journal/journal_others.ts";

export interface HistoryWanted {
  payerId: number;
  /** Null is everybody's for whom the person owes or has paid. */
  insuredId: number | null;
  today: LocalDate;
  ip: string;
}

/**
 * The payer's history of invoices as a workbook, each status as of today.
 *
 * @returns null where the payer has never owed anything for this insured
 */
export async function historyFile(
  sql: Sql,
  clock: Clock,
  { payerId, insuredId, today, ip }: HistoryWanted,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const invoices = await listInvoiceHistory(sql, { payerId, insuredId });
  if (insuredId !== null && invoices.length === 0) return null;
  const personIds = invoices.map((invoice) => invoice.insuredId);
  await journalOthers(sql, clock, { viewerId: payerId, personIds, ip });
  return writeHistoryFile(invoices, today);
}

/** The sheets «Счета», a row an invoice, and «Услуги», a row a line; both end in their totals. */
export function writeHistoryFile(
  invoices: readonly HistoryInvoice[],
  today: LocalDate,
): Uint8Array<ArrayBuffer> {
  return writeWorkbook([
    {
      name: "Счета",
      widths: [10, 12, 12, 34, 18, 15, 15, 12, 34],
      rows: [...invoiceRows(invoices, today)],
      frozen: 1,
      paper: "landscape",
    },
    {
      name: "Услуги",
      widths: [10, 12, 30, 30, 14, 44, 11, 14, 15, 8, 15],
      rows: [...serviceRows(invoices)],
      frozen: 1,
      paper: "landscape",
    },
  ]);
}

function* invoiceRows(
  invoices: readonly HistoryInvoice[],
  today: LocalDate,
): Generator<WrittenRow> {
  yield {
    dress: "head",
    cells: [
      "Счет №",
      "Выставлен",
      "Оплатить до",
      "Застрахованный",
      "Полис",
      "Сумма, ₽",
      "Осталось, ₽",
      "Закрыт",
      "Статус",
    ],
  };
  for (const invoice of invoices) {
    yield {
      cells: [
        { number: invoice.id },
        { date: invoice.publishedOn },
        { date: invoice.dueOn },
        fullName(invoice),
        invoice.policyNumber,
        { sum: invoice.totalKopecks },
        { sum: owedOn(invoice) },
        invoice.settlement && { date: localDateOf(invoice.settlement.at, invoice.timeZone) },
        statusOf(invoice, today),
      ],
    };
  }
  yield {
    dress: "total",
    cells: [
      "Итого",
      null,
      null,
      null,
      null,
      { sum: sum(invoices.map((invoice) => invoice.totalKopecks)) },
      { sum: sum(invoices.map(owedOn)) },
      null,
      null,
    ],
  };
}

function* serviceRows(invoices: readonly HistoryInvoice[]): Generator<WrittenRow> {
  yield {
    dress: "head",
    cells: [
      "Счет №",
      "Дата услуги",
      "Застрахованный",
      "Клиника",
      "Код",
      "Услуга",
      "Количество",
      "Цена, ₽",
      "Стоимость, ₽",
      "Доля",
      "К\u00a0оплате, ₽",
    ],
  };
  for (const invoice of invoices) {
    for (const line of invoice.lines) {
      yield {
        cells: [
          { number: invoice.id },
          { date: line.serviceDate },
          fullName(invoice),
          line.clinic,
          line.serviceCode,
          line.serviceName,
          { number: Number(line.quantity) },
          { sum: line.priceKopecks },
          { sum: line.costKopecks },
          { rate: line.rateBp },
          { sum: line.franchiseKopecks },
        ],
      };
    }
  }
  const lines = invoices.flatMap((invoice) => invoice.lines);
  yield {
    dress: "total",
    cells: [
      "Итого",
      ...Array<null>(7).fill(null),
      { sum: sum(lines.map((line) => line.costKopecks)) },
      null,
      { sum: sum(lines.map((line) => line.franchiseKopecks)) },
    ],
  };
}

/** What is left to pay; more than the invoice may have been paid. */
function owedOn({ owedKopecks }: HistoryInvoice) {
  return kopecks(Math.max(0, owedKopecks));
}

/** The day stands in a column of its own. */
const SETTLED: Readonly<Record<SettledBy, string>> = {
  payment: "Оплачен",
  credit: "Оплачен зачетом",
  part_forgiven: "Оплачен частью, остальное списано",
  forgiving: "Списан",
  correction: "Исправлен: платить не\u00a0нужно",
};

function statusOf(invoice: HistoryInvoice, today: LocalDate): string {
  if (invoice.settlement) return SETTLED[invoice.settlement.by];
  if (invoice.checking) return "Платеж проверяется";
  return today > invoice.dueOn ? "Просрочен" : "К\u00a0оплате";
}
