import {
  writeWorkbook,
  type WrittenRow,
  type WrittenSheet,
} from "../../adapters/spreadsheet/workbook.ts";
import { kopecks, subtract } from "../../domain/money.ts";
import { fullName } from "../../domain/person_name.ts";
import { statementNotes, statementTitle } from "../../domain/statement_words.ts";
import type { Statement, StatementPart } from "./read_statement.ts";

/** A statement as a workbook: the sheet «Выписка», and «Услуги» where they were asked for. */
export function writeStatementFile(statement: Statement): Uint8Array<ArrayBuffer> {
  const detailed = statement.insured.some((part) =>
    part.payments.some((payment) => payment.services !== null)
  );
  return writeWorkbook([payments(statement), ...(detailed ? [services(statement)] : [])]);
}

function payments(statement: Statement): WrittenSheet {
  const { payer } = statement;
  const rows: WrittenRow[] = [
    { dress: "title", cells: [statementTitle(statement.year)] },
    { cells: ["Номер", statement.number] },
    { cells: ["Составлена", { date: statement.madeOn }] },
    { cells: ["Кто платил", fullName(payer)] },
    { cells: ["Дата рождения", { date: payer.birthDate }] },
    { cells: ["ИНН (впишите)", null] },
    { cells: [] },
  ];
  for (const part of statement.insured) rows.push(...partRows(part), { cells: [] });
  rows.push(
    { dress: "total", cells: ["Всего за год", null, null, null, { sum: statement.totalKopecks }] },
  );
  if (statement.returnedKopecks > 0) {
    rows.push(
      {
        cells: ["Из\u00a0них вернули", null, null, null, {
          sum: kopecks(-statement.returnedKopecks),
        }],
      },
      {
        dress: "total",
        cells: ["Осталось за\u00a0год", null, null, null, {
          sum: subtract(statement.totalKopecks, statement.returnedKopecks),
        }],
      },
    );
  }
  if (statement.excessKopecks > 0) {
    rows.push(
      {
        cells: ["Сверх счетов, в\u00a0итог не\u00a0входит", null, null, null, {
          sum: statement.excessKopecks,
        }],
      },
    );
  }
  rows.push(
    { cells: [] },
    ...statementNotes(statement).map((note): WrittenRow => ({ dress: "note", cells: [note] })),
  );
  return { name: "Выписка", widths: [22, 40, 16, 16, 16], rows, paper: "portrait" };
}

function partRows(part: StatementPart): WrittenRow[] {
  const relation = part.relation === "self" ? "за\u00a0себя" : "как законный представитель";
  return [
    { cells: ["Застрахованный", fullName(part)] },
    { cells: ["Дата рождения", { date: part.birthDate }] },
    { cells: ["Оплачено", relation] },
    { cells: ["Страхователь", part.employer] },
    { cells: ["Полис ДМС", part.policyNumber] },
    { dress: "head", cells: ["Дата оплаты", "Счет №", "Услуги с", "Услуги по", "Сумма, ₽"] },
    ...part.payments.map((payment): WrittenRow => ({
      cells: [
        { date: payment.paidOn },
        { number: payment.invoiceId },
        { date: payment.servedFrom },
        { date: payment.servedTo },
        { sum: payment.amountKopecks },
      ],
    })),
    { dress: "total", cells: ["Итого", null, null, null, { sum: part.totalKopecks }] },
  ];
}

function services({ insured }: Statement): WrittenSheet {
  const rows: WrittenRow[] = insured.flatMap((part) =>
    invoicesOf(part).flatMap(({ invoiceId, services }) =>
      (services ?? []).map((service): WrittenRow => ({
        cells: [
          fullName(part),
          { number: invoiceId },
          { date: service.servedOn },
          service.clinic,
          service.service,
          { sum: service.costKopecks },
          { sum: service.franchiseKopecks },
        ],
      }))
    )
  );
  const head = [
    "Застрахованный",
    "Счет №",
    "Дата",
    "Клиника",
    "Услуга",
    "Стоимость, ₽",
    "Франшиза, ₽",
  ];
  return {
    name: "Услуги",
    widths: [30, 10, 12, 30, 44, 14, 14],
    rows: [{ dress: "head", cells: head }, ...rows],
    frozen: 1,
    paper: "landscape",
  };
}

/** An invoice paid in two parts has its services once. */
function invoicesOf(part: StatementPart) {
  const first = new Map(part.payments.toReversed().map((payment) => [payment.invoiceId, payment]));
  return part.payments.filter((payment) => first.get(payment.invoiceId) === payment);
}
