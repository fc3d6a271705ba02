import type { CalendarData } from "../../domain/calendar.ts";
import type { Settlement } from "../../domain/invoice.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Quantity } from "../../domain/quantity.ts";
import type { Sql } from "../connection.ts";
import { type CabinetLook, journalledRows } from "../staff/journal.ts";
import {
  correctedLine,
  type CorrectedLineRow,
  correctionsOfInvoice,
  type InvoiceCorrections,
  restOfLine,
  type RestOfRow,
} from "./invoice_corrections.ts";
import { settlementOf } from "./settlements.ts";

/** An invoice as a row of «Мои счета». */
export interface InvoiceRow {
  id: number;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  publishedAt: Instant;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  dueAt: Instant;
  defaultedAt: Instant | null;
  /** Null while anything is owed. */
  settlement: Settlement | null;
  timeZone: string;
  region: string | null;
  insuredId: number;
  /** The insured, where that is not the payer. */
  insuredName: { surname: string; name: string; patronymic: string | null } | null;
  firstService: string;
  lineCount: number;
  firstServiceOn: LocalDate;
  lastServiceOn: LocalDate;
  /** The undecided attempt to pay it, if any. */
  attemptId: string | null;
}

/** Every invoice that the person owes or has paid, newest first. */
export async function listInvoices(sql: Sql, payerId: number): Promise<InvoiceRow[]> {
  return await sql<InvoiceRow[]>`
    ${selectInvoices(sql, payerId)} order by i.published_at desc, i.id desc`;
}

/** Which of a payer's invoices a page shows: of one person, or some chosen ones; else all. */
export interface ShownInvoices {
  insuredId?: number | null;
  invoiceIds?: number[] | null;
}

/**
 * As `listInvoices`: all of them, since a page counts what it leaves out. Whose were shown besides
 * the payer's own is journalled.
 */
export async function showInvoices(
  sql: Sql,
  look: CabinetLook & ShownInvoices,
): Promise<InvoiceRow[]> {
  const { viewerId, insuredId = null, invoiceIds = null } = look;
  const shown = sql`
    (${insuredId}::bigint is null or "insuredId" = ${insuredId})
    and (${invoiceIds}::bigint[] is null or id = any(${invoiceIds}::bigint[]))`;
  const rows = selectInvoices(sql, viewerId);
  return await sql<InvoiceRow[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "insuredId", shown })}
    order by "publishedAt" desc, id desc`;
}

function selectInvoices(sql: Sql, payerId: number) {
  return sql`
    select i.id, i.total_kopecks as "totalKopecks", b.owed_kopecks as "owedKopecks",
           i.published_at as "publishedAt", i.published_on as "publishedOn", i.due_on as "dueOn",
           i.due_at as "dueAt", i.defaulted_at as "defaultedAt", ${settlementOf(sql)} as settlement,
           i.time_zone as "timeZone", e.region,
           o.person_id as "insuredId",
           case when o.person_id <> i.payer_id
                then json_build_object('surname', p.surname, 'name', p.name,
                                   'patronymic', p.patronymic) end as "insuredName",
           l.first_service as "firstService", l.line_count as "lineCount",
           l.first_on as "firstServiceOn", l.last_on as "lastServiceOn",
           a.attempt_id as "attemptId"
    from invoices i
    join invoice_balances b on b.invoice_id = i.id
    join policies o on o.id = i.policy_id
    join people p on p.id = o.person_id
    join employers e on e.id = i.employer_id
    join lateral (
      select (array_agg(service_name order by service_date, id))[1] as first_service,
             count(*) as line_count, min(service_date) as first_on, max(service_date) as last_on
      from service_lines where invoice_id = i.id
    ) l on true
    left join payment_allocations a on a.invoice_id = i.id and a.open
    where i.payer_id = ${payerId}`;
}

export interface InvoiceLineRow {
  serviceDate: LocalDate;
  clinic: string;
  serviceCode: string | null;
  serviceName: string;
  quantity: Quantity;
  priceKopecks: Kopecks;
  costKopecks: Kopecks;
  rateBp: number;
  franchiseKopecks: Kopecks;
}

/** A line with what corrections made of it, or what it corrects itself. */
export interface InvoiceDetailsLine extends InvoiceLineRow {
  corrected: CorrectedLineRow | null;
  restOf: RestOfRow | null;
}

export interface InvoiceDetails extends InvoiceRow {
  policyNumber: string;
  calendar: CalendarData;
  calendarSource: string;
  lines: InvoiceDetailsLine[];
  corrections: InvoiceCorrections;
}

/**
 * One invoice whole, in one query, or null where it is not this payer's. That it was shown is
 * journalled, where it is another's whom they represent.
 */
export async function showInvoice(
  sql: Sql,
  look: CabinetLook & { invoiceId: number },
): Promise<InvoiceDetails | null> {
  const rows = selectInvoice(sql, { invoiceId: look.invoiceId, payerId: look.viewerId });
  const [row] = await sql<InvoiceDetails[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "insuredId" })}`;
  return row ?? null;
}

function selectInvoice(sql: Sql, key: { invoiceId: number; payerId: number }) {
  return sql`
    select i.id, i.total_kopecks as "totalKopecks", b.owed_kopecks as "owedKopecks",
           i.published_at as "publishedAt", i.published_on as "publishedOn", i.due_on as "dueOn",
           i.due_at as "dueAt", i.defaulted_at as "defaultedAt", ${settlementOf(sql)} as settlement,
           i.time_zone as "timeZone", e.region, o.number as "policyNumber",
           o.person_id as "insuredId",
           case when o.person_id <> i.payer_id
                then json_build_object('surname', p.surname, 'name', p.name,
                                   'patronymic', p.patronymic) end as "insuredName",
           a.attempt_id as "attemptId", c.content as calendar, c.source as "calendarSource",
           ${correctionsOfInvoice(sql)} as corrections,
           l.lines, l.lines -> 0 ->> 'serviceName' as "firstService",
           json_array_length(l.lines) as "lineCount",
           l.first_on as "firstServiceOn", l.last_on as "lastServiceOn"
    from invoices i
    join invoice_balances b on b.invoice_id = i.id
    join policies o on o.id = i.policy_id
    join people p on p.id = o.person_id
    join employers e on e.id = i.employer_id
    join calendar_versions c on c.id = i.calendar_version_id
    join lateral (
      select json_agg(json_build_object(
               'serviceDate', s.service_date, 'clinic', k.name, 'serviceCode', s.service_code,
               'serviceName', s.service_name, 'quantity', trim_scale(s.quantity)::text,
               'priceKopecks', s.price_kopecks, 'costKopecks', s.cost_kopecks,
               'rateBp', s.rate_bp, 'franchiseKopecks', s.franchise_kopecks,
               'corrected', ${correctedLine(sql)}, 'restOf', ${restOfLine(sql)})
               order by s.service_date, s.id) as lines,
             min(s.service_date) as first_on, max(s.service_date) as last_on
      from service_lines s join clinics k on k.id = s.clinic_id
      where s.invoice_id = i.id
    ) l on true
    left join payment_allocations a on a.invoice_id = i.id and a.open
    where i.id = ${key.invoiceId} and i.payer_id = ${key.payerId}`;
}
