import * as xlsx from "xlsx";
import type { InvoiceDetails } from "../../db/invoices/invoices.ts";
import { type LocalDate, utcMidnight } from "../../domain/local_date.ts";
import { formatRoubles } from "../../domain/money.ts";

const HEADERS = [
  "Дата услуги",
  "Клиника",
  "Код",
  "Услуга",
  "Количество",
  "Цена, ₽",
  "Стоимость, ₽",
  "Доля, %",
  "К оплате, ₽",
];
const WIDTHS = [12, 32, 16, 48, 11, 12, 14, 9, 13];
const DATE = "dd.mm.yyyy";
const MONEY = "#,##0.00";

/** An invoice as a workbook: dates are dates and sums are numbers, so that it can be reckoned with. */
export function writeInvoiceFile(invoice: InvoiceDetails): Uint8Array<ArrayBuffer> {
  const sheet: xlsx.WorkSheet = {};
  const put = (row: number, column: number, cell: xlsx.CellObject) => {
    sheet[xlsx.utils.encode_cell({ r: row, c: column })] = cell;
  };
  const text = (v: string): xlsx.CellObject => ({ t: "s", v });
  const number = (v: number, z?: string): xlsx.CellObject => ({ t: "n", v, ...(z ? { z } : {}) });

  put(0, 0, text(`Счет № ${invoice.id}`));
  put(1, 0, text("Выставлен"));
  put(1, 1, number(serialOf(invoice.publishedOn), DATE));
  put(2, 0, text("Оплатить до"));
  put(2, 1, number(serialOf(invoice.dueOn), DATE));
  put(3, 0, text("Полис"));
  put(3, 1, text(invoice.policyNumber));
  const top = 5;
  HEADERS.forEach((header, column) => put(top, column, text(header)));
  invoice.lines.forEach((line, i) => {
    const row = top + 1 + i;
    put(row, 0, number(serialOf(line.serviceDate), DATE));
    put(row, 1, text(line.clinic));
    put(row, 2, text(line.serviceCode ?? ""));
    put(row, 3, text(line.serviceName + noteOf(line)));
    put(row, 4, number(Number(line.quantity)));
    put(row, 5, number(line.priceKopecks / 100, MONEY));
    put(row, 6, number(line.costKopecks / 100, MONEY));
    put(row, 7, number(line.rateBp / 10_000, "0.##%"));
    put(row, 8, number(line.franchiseKopecks / 100, MONEY));
  });
  let bottom = top + 1 + invoice.lines.length;
  put(bottom, 0, text("Итого"));
  put(
    bottom,
    6,
    number(invoice.lines.reduce((all, line) => all + line.costKopecks, 0) / 100, MONEY),
  );
  put(bottom, 8, number(invoice.totalKopecks / 100, MONEY));
  bottom = putCorrections(invoice, {
    row: bottom,
    put: (row, title, amount) => {
      put(row, 0, text(title));
      put(row, 8, number(amount / 100, MONEY));
    },
  });
  sheet["!ref"] = xlsx.utils.encode_range({
    s: { r: 0, c: 0 },
    e: { r: bottom, c: HEADERS.length - 1 },
  });
  sheet["!cols"] = WIDTHS.map((wch) => ({ wch }));

  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, sheet, "Счет");
  const bytes: ArrayBuffer = xlsx.write(book, {
    type: "array",
    bookType: "xlsx",
    compression: true,
  });
  return new Uint8Array(bytes);
}

/** What a line corrects, or what became of it. */
function noteOf({ restOf, corrected }: InvoiceDetails["lines"][number]): string {
  if (restOf !== null) {
    const { was, now } = restOf;
    return ` (уточнение к счету № ${restOf.invoiceId}: было ${
      formatRoubles(was.franchiseKopecks)
    }, стало ${formatRoubles(now.franchiseKopecks)})`;
  }
  if (corrected === null) return "";
  return corrected.now === null
    ? " (исправлено: услуги в реестре больше нет)"
    : ` (исправлено: теперь ${formatRoubles(corrected.now.franchiseKopecks)})`;
}

/** Below the total: how corrections change it. @returns the last row */
function putCorrections(
  { corrections, owedKopecks }: InvoiceDetails,
  { row, put }: { row: number; put: (row: number, title: string, amount: number) => void },
): number {
  const { creditedKopecks, aheadKopecks, offsets, forgivenKopecks } = corrections;
  if (creditedKopecks === 0 && offsets.length === 0 && forgivenKopecks === 0) return row;
  let last = row;
  if (creditedKopecks > 0) put(++last, "Исправлено", -creditedKopecks);
  for (const { invoiceId, amountKopecks } of offsets) {
    put(++last, `Зачтено по исправлению счета № ${invoiceId}`, -amountKopecks);
  }
  if (forgivenKopecks > 0) put(++last, "Списано по решению страховщика", -forgivenKopecks);
  if (aheadKopecks > 0) put(++last, "Идет в следующие счета", aheadKopecks);
  put(++last, "К оплате сейчас", Math.max(0, owedKopecks));
  return last;
}

/** Days since 1899-12-30, as spreadsheets count them. */
function serialOf(date: LocalDate): number {
  return utcMidnight(date) / 86_400_000 + 25_569;
}
