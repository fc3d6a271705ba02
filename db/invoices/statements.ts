import type { Instant, LocalDate } from "../../domain/local_date.ts";
import { type Kopecks, kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** A year in which the person paid. */
export interface PaidYear {
  year: number;
  /** How many payments of an invoice. */
  count: number;
  paidKopecks: Kopecks;
}

/** The years of the payer's captures, newest first; a year turns at midnight in `timeZone`. */
export async function listPaidYears(
  sql: Sql,
  { payerId, timeZone }: { payerId: number; timeZone: string },
): Promise<PaidYear[]> {
  return await sql<PaidYear[]>`
    select extract(year from t.effective_at at time zone ${timeZone})::int as year,
           count(*) as count, sum(t.amount_kopecks)::bigint as "paidKopecks"
    from (${paidBy(sql, payerId)}) t
    group by 1 order by 1 desc`;
}

/** What came for the payer's invoices: their own captures, and what their employer withheld for them. */
function paidBy(sql: Sql, payerId: number) {
  return sql`
    select t.effective_at, t.amount_kopecks, a.invoice_id
    from payment_attempts p
    join payment_allocations a on a.attempt_id = p.id
    join ledger_transfers t on t.event_key = 'payment/' || p.id || '/invoice/' || a.invoice_id
    where p.payer_id = ${payerId}
    union all
    select t.effective_at, t.amount_kopecks, i.id
    from invoices i
    join employer_payment_parts p on p.invoice_id = i.id
    join ledger_transfers t on t.event_key = 'employer_payment/' || p.payment_id || '/invoice/' || i.id
    where i.payer_id = ${payerId}`;
}

/** What a capture paid on one invoice, as the ledger has it. */
export interface PaidInvoice {
  capturedAt: Instant;
  amountKopecks: Kopecks;
  invoiceId: number;
  insuredId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  employer: string;
  policyNumber: string;
  /** First and last day of the invoice's services. */
  servedFrom: LocalDate;
  servedTo: LocalDate;
  /** Null unless they were asked for. */
  services: PaidService[] | null;
}

export interface PaidService {
  servedOn: LocalDate;
  clinic: string;
  service: string;
  costKopecks: Kopecks;
  franchiseKopecks: Kopecks;
}

export interface CapturesWanted {
  payerId: number;
  /** Captures from this moment on … */
  from: Instant;
  /** … and before this one. */
  until: Instant;
  /** Clinics and services are a medical secret: they are read only where the person asks. */
  detail: "payments" | "services";
}

export interface PaidInvoices {
  /** In the order of the captures. */
  paid: PaidInvoice[];
  /** What the captures brought above what was owed: it is the payer's money still. */
  excessKopecks: Kopecks;
  /** Of what they paid, what went back to the payer later: a correction had made it too much. */
  returnedKopecks: Kopecks;
}

/** What the payer's captures of a time paid on invoices. */
export async function readPaidInvoices(sql: Sql, wanted: CapturesWanted): Promise<PaidInvoices> {
  const services = wanted.detail === "services"
    ? sql`json_agg(json_build_object(
            'servedOn', s.service_date, 'clinic', k.name, 'service', s.service_name,
            'costKopecks', s.cost_kopecks, 'franchiseKopecks', s.franchise_kopecks)
            order by s.service_date, s.id)`
    : sql`null::json`;
  const rows = await sql<(PaidInvoice & Pick<PaidInvoices, "excessKopecks" | "returnedKopecks">)[]>`
    with returned as (
      select coalesce(sum(k.amount_kopecks), 0)::bigint as kopecks
      from refunds f
      join refund_credits k on k.refund_id = f.id
      join payment_attempts t on t.id = f.attempt_id
      where f.payer_id = ${wanted.payerId} and f.state = 'succeeded'
        and t.captured_at >= ${wanted.from} and t.captured_at < ${wanted.until}
    ), excess as (
      select coalesce(sum(t.amount_kopecks), 0)::bigint as kopecks
      from payment_attempts p join ledger_transfers t on t.event_key = 'payment/' || p.id || '/excess'
      where p.payer_id = ${wanted.payerId}
        and t.effective_at >= ${wanted.from} and t.effective_at < ${wanted.until}
    )
    select t.effective_at as "capturedAt", t.amount_kopecks as "amountKopecks",
           i.id as "invoiceId", h.id as "insuredId", h.surname, h.name, h.patronymic,
           h.birth_date as "birthDate", e.name as employer, o.number as "policyNumber",
           l.served_from as "servedFrom", l.served_to as "servedTo", l.services,
           excess.kopecks as "excessKopecks", returned.kopecks as "returnedKopecks"
    from excess
    cross join returned
    cross join (${paidBy(sql, wanted.payerId)}) t
    join invoices i on i.id = t.invoice_id
    join policies o on o.id = i.policy_id
    join people h on h.id = o.person_id
    join employers e on e.id = i.employer_id
    join lateral (
      select min(s.service_date) as served_from, max(s.service_date) as served_to,
             ${services} as services
      from service_lines s join clinics k on k.id = s.clinic_id
      where s.invoice_id = i.id
    ) l on true
    where t.effective_at >= ${wanted.from} and t.effective_at < ${wanted.until}
    order by t.effective_at, i.id`;
  const paid = rows.map(({ excessKopecks: _, returnedKopecks: __, ...row }) => row);
  const { excessKopecks = kopecks(0), returnedKopecks = kopecks(0) } = rows[0] ?? {};
  return { paid, excessKopecks, returnedKopecks };
}
