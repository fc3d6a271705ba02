import { createHash } from "node:crypto";
import type { Sql } from "../../db/connection.ts";
import {
  listPaidYears,
  type PaidInvoice,
  type PaidService,
  type PaidYear,
  readPaidInvoices,
} from "../../db/invoices/statements.ts";
import type { Clock } from "../../domain/clock.ts";
import {
  type LocalDate,
  localDateOf,
  realDate,
  startOfDay,
  yearOf,
} from "../../domain/local_date.ts";
import { type Kopecks, sum } from "../../domain/money.ts";
import type { PersonName } from "../../domain/person_name.ts";
import { journalOthers } from "../journal/journal_others.ts";

/** Who paid; their employer's zone tells on which day a capture was. */
export interface Payer extends PersonName {
  personId: number;
  birthDate: LocalDate;
  timeZone: string;
}

/** What the payer paid in a year, for the tax deduction. */
export interface Statement {
  year: number;
  /** Another content has another number; the same content has this one, whenever it is made. */
  number: string;
  madeOn: LocalDate;
  /** The year is not over: more payments may come. */
  unfinished: boolean;
  payer: PersonName & { birthDate: LocalDate };
  /** The payer first, then those whom they paid for, in the order of the payments. */
  insured: StatementPart[];
  totalKopecks: Kopecks;
  /** Paid above what was owed; it stands in no part and not in the total. */
  excessKopecks: Kopecks;
  /** Of the total, what went back to the payer: it was not spent in the end. */
  returnedKopecks: Kopecks;
}

/** What was paid for one person under one contract. */
export interface StatementPart extends PersonName {
  personId: number;
  birthDate: LocalDate;
  relation: "self" | "represented";
  employer: string;
  policyNumber: string;
  payments: StatementPayment[];
  totalKopecks: Kopecks;
}

export interface StatementPayment {
  /** The payer's local day of the bank's capture. */
  paidOn: LocalDate;
  invoiceId: number;
  servedFrom: LocalDate;
  servedTo: LocalDate;
  amountKopecks: Kopecks;
  /** Null unless they were asked for. */
  services: PaidService[] | null;
}

export interface StatementWanted {
  payer: Payer;
  year: number;
  detail: "payments" | "services";
  ip: string;
}

/** The years that a statement can be had for, newest first. */
export function readPaidYears(
  sql: Sql,
  { payer }: { payer: Pick<Payer, "personId" | "timeZone"> },
): Promise<PaidYear[]> {
  return listPaidYears(sql, { payerId: payer.personId, timeZone: payer.timeZone });
}

/**
 * A year's statement (Ministry of Finance letter 03-04-06/6072: the franchise paid can be claimed as
 * a social tax deduction). A payment belongs to the year of its capture in the payer's zone.
 *
 * @returns null for a year without payments of this payer
 */
export async function readStatement(
  sql: Sql,
  clock: Clock,
  { payer, year, detail, ip }: StatementWanted,
): Promise<Statement | null> {
  const first = realDate(year, 1, 1);
  const next = realDate(year + 1, 1, 1);
  if (first === null || next === null) return null;
  const { paid, excessKopecks, returnedKopecks } = await readPaidInvoices(sql, {
    payerId: payer.personId,
    from: startOfDay(first, payer.timeZone),
    until: startOfDay(next, payer.timeZone),
    detail,
  });
  if (paid.length === 0) return null;
  const personIds = paid.map((one) => one.insuredId);
  await journalOthers(sql, clock, { viewerId: payer.personId, personIds, ip });

  const madeOn = localDateOf(clock.now(), payer.timeZone);
  const { surname, name, patronymic, birthDate } = payer;
  return {
    year,
    number: numberOf(year, payer.personId, { paid, returnedKopecks }),
    madeOn,
    unfinished: yearOf(madeOn) <= year,
    payer: { surname, name, patronymic, birthDate },
    insured: partsOf(paid, payer),
    totalKopecks: sum(paid.map((one) => one.amountKopecks)),
    excessKopecks,
    returnedKopecks,
  };
}

/** `2026-17-3F2A90`: year, payer, and a hash of what was paid, and of what went back if any. */
function numberOf(
  year: number,
  personId: number,
  { paid, returnedKopecks }: { paid: PaidInvoice[]; returnedKopecks: Kopecks },
): string {
  const content = [
    ...paid.map((one) => `${one.capturedAt} ${one.invoiceId} ${one.amountKopecks}`),
    ...returnedKopecks > 0 ? [`returned ${returnedKopecks}`] : [],
  ];
  const hash = createHash("sha256").update(content.join("\n")).digest("hex");
  return `${year}-${personId}-${hash.slice(0, 6).toUpperCase()}`;
}

function partsOf(paid: PaidInvoice[], payer: Payer): StatementPart[] {
  const parts = new Map<string, PaidInvoice[]>();
  for (const one of paid) {
    const key = `${one.insuredId} ${one.policyNumber}`;
    parts.set(key, [...parts.get(key) ?? [], one]);
  }
  return [...parts.values()]
    .map((ofPart) => partOf(ofPart, payer))
    .sort((a, b) => Number(a.relation !== "self") - Number(b.relation !== "self"));
}

function partOf(paid: PaidInvoice[], payer: Payer): StatementPart {
  const { insuredId, surname, name, patronymic, birthDate, employer, policyNumber } = paid[0]!;
  return {
    personId: insuredId,
    surname,
    name,
    patronymic,
    birthDate,
    relation: insuredId === payer.personId ? "self" : "represented",
    employer,
    policyNumber,
    payments: paid.map((one) => ({
      paidOn: localDateOf(one.capturedAt, payer.timeZone),
      invoiceId: one.invoiceId,
      servedFrom: one.servedFrom,
      servedTo: one.servedTo,
      amountKopecks: one.amountKopecks,
      services: one.services,
    })),
    totalKopecks: sum(paid.map((one) => one.amountKopecks)),
  };
}
