import type { MarkKind } from "../../domain/employer_report.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { PersonName } from "../../domain/person_name.ts";
import type { Sql } from "../connection.ts";

/** How the employer says that a debt is settled. */
export interface ReportMark {
  kind: MarkKind;
  note: string | null;
  /** Who marked it. */
  contact: string;
  markedAt: Instant;
}

/** The marks of line `l` as JSON, the newest first. */
export function marksOfLine(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'kind', m.kind, 'note', m.note, 'contact', c.name, 'markedAt', to_char(
                  m.marked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                order by m.id desc)
              from employer_report_marks m join employer_contacts c on c.id = m.contact_id
              where m.report_id = l.report_id and m.invoice_id = l.invoice_id), '[]')`;
}

export interface NewMarks {
  reportId: number;
  invoiceIds: readonly number[];
  kind: MarkKind;
  note: string | null;
  contactId: number;
  ip: string;
  at: Instant;
}

/**
 * Marks debts of the report; the table is append-only. A debt that bears this very mark gets no
 * second one: a form sent twice is one mark.
 *
 * @returns how many were marked anew; null, and none is, where an invoice is not in the report
 */
export async function insertMarks(
  sql: Sql,
  marks: NewMarks,
): Promise<number | null> {
  const { reportId, kind, note, contactId, ip, at } = marks;
  const invoiceIds = [...new Set(marks.invoiceIds)];
  const [row] = await sql<{ known: number; marked: number }[]>`
    with known as (
      select invoice_id from employer_report_lines
      where report_id = ${reportId} and invoice_id = any(${invoiceIds}::bigint[])
    ), marked as (
      insert into employer_report_marks (report_id, invoice_id, kind, note, contact_id, ip, marked_at)
      select ${reportId}, k.invoice_id, ${kind}, ${note}, ${contactId}, ${ip}, ${at}
      from known k
      left join lateral (
        select m.kind, m.note from employer_report_marks m
        where m.report_id = ${reportId} and m.invoice_id = k.invoice_id
        order by m.id desc limit 1
      ) last on true
      where (coalesce(last.kind, 'cleared'), coalesce(last.note, ''))
            is distinct from (${kind}::text, ${note ?? ""}::text)
        and (select count(*) from known) = ${invoiceIds.length}
      returning invoice_id
    )
    select (select count(*) from known) as known, (select count(*) from marked) as marked`;
  return row!.known === invoiceIds.length ? row!.marked : null;
}

/** A debt's mark of now, as staff see it. */
export interface MarkedDebt extends ReportMark, PersonName {
  invoiceId: number;
  payerId: number;
}

/** Debts of a report that bear a mark, the newest mark first. */
export async function listMarkedDebts(
  sql: Sql,
  { reportId, limit }: { reportId: number; limit: number },
): Promise<MarkedDebt[]> {
  return await sql<MarkedDebt[]>`
    select last.invoice_id as "invoiceId", last.kind, last.note, c.name as contact,
           last.marked_at as "markedAt", l.payer_id as "payerId", l.surname, l.name, l.patronymic
    from (select distinct on (invoice_id) * from employer_report_marks
          where report_id = ${reportId} order by invoice_id, id desc) last
    join employer_report_lines l using (report_id, invoice_id)
    join employer_contacts c on c.id = last.contact_id
    where last.kind <> 'cleared'
    order by last.id desc limit ${limit}`;
}

/** What an invoice's employer was told and has said of it. */
export interface ReportedToEmployer {
  formedAt: Instant;
  formedOn: LocalDate;
  acknowledgedAt: Instant | null;
  acknowledgedName: string | null;
  /** In their order. */
  marks: ReportMark[];
}

/** The reports that invoice `i` stands in, as JSON, in the order of their months. */
export function reportsOfInvoice(sql: Sql) {
  const at = (column: string) =>
    sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return sql`
    coalesce((select json_agg(json_build_object(
                'formedAt', ${at("r.formed_at")}, 'formedOn', r.formed_on,
                'acknowledgedAt', ${at("r.acknowledged_at")},
                'acknowledgedName', r.acknowledged_name,
                'marks', coalesce((
                  select json_agg(json_build_object(
                           'kind', m.kind, 'note', m.note, 'contact', c.name,
                           'markedAt', ${at("m.marked_at")}) order by m.id)
                  from employer_report_marks m join employer_contacts c on c.id = m.contact_id
                  where m.report_id = r.id and m.invoice_id = i.id), '[]'))
                order by r.period)
              from employer_report_lines l join employer_reports r on r.id = l.report_id
              where l.invoice_id = i.id), '[]')`;
}
