import type { MovedCase, OpenCase } from "../../domain/due_recount.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/** Invoices that are owed and not in default: all of them, or those of the ids. By id. */
export async function listOpenCases(
  sql: Sql,
  { invoiceIds = null }: { invoiceIds?: readonly number[] | null } = {},
): Promise<OpenCase[]> {
  return await sql<OpenCase[]>`
    select i.id as "invoiceId", i.published_on as "publishedOn", i.due_on as "dueOn", e.region,
           i.time_zone as "timeZone"
    from invoices i
    join invoice_balances b on b.invoice_id = i.id
    join employers e on e.id = i.employer_id
    where b.owed_kopecks > 0 and i.defaulted_at is null
      and (${invoiceIds === null} or i.id = any(${(invoiceIds ?? []) as number[]}::bigint[]))
    order by i.id`;
}

/** Franchises of those of these invoices whose deadline has passed. By id. */
export async function listFranchisesOverdue(
  sql: Sql,
  { invoiceIds, at }: { invoiceIds: readonly number[]; at: Instant },
): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select distinct franchise_id as id from invoices
    where id = any(${invoiceIds as number[]}::bigint[]) and due_at <= ${at}
    order by franchise_id`;
  return rows.map(({ id }) => id);
}

/**
 * Moves the deadlines of locked invoices, each with a row in `due_moves` that tells it.
 *
 * @param by.decisionId staff's decision; left out where the calendar moves them
 */
export async function moveDueDates(
  sql: Sql,
  moved: readonly MovedCase[],
  { calendarVersionId, decisionId = null, at }: {
    calendarVersionId: number;
    decisionId?: number | null;
    at: Instant;
  },
): Promise<void> {
  const ids = moved.map((one) => one.invoiceId);
  await sql`
    update invoices i
    set due_on = m.to_on, due_at = m.due_at, calendar_version_id = ${calendarVersionId}
    from unnest(${ids}::bigint[], ${moved.map((one) => one.toOn)}::date[],
                ${moved.map((one) => one.dueAt)}::timestamptz[]) as m (id, to_on, due_at)
    where i.id = m.id`;
  await sql`
    insert into due_moves (invoice_id, from_on, to_on, calendar_version_id, decision_id, moved_at)
    select id, from_on, to_on, ${calendarVersionId}, ${decisionId}::bigint, ${at}::timestamptz
    from unnest(${ids}::bigint[], ${moved.map((one) => one.fromOn)}::date[],
                ${moved.map((one) => one.toOn)}::date[]) as m (id, from_on, to_on)`;
}

/** How many deadlines each version has moved. */
export async function countDueMoves(sql: Sql): Promise<Map<number, number>> {
  const rows = await sql<{ versionId: number; count: number }[]>`
    select calendar_version_id as "versionId", count(*) as count from due_moves
    where decision_id is null group by 1`;
  return new Map(rows.map((row) => [row.versionId, row.count]));
}

/** Whose invoice it is, for staff. */
export interface CaseOwner {
  invoiceId: number;
  payerId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  employer: string;
}

export async function listCaseOwners(
  sql: Sql,
  invoiceIds: readonly number[],
): Promise<CaseOwner[]> {
  return await sql<CaseOwner[]>`
    select i.id as "invoiceId", p.id as "payerId", p.surname, p.name, p.patronymic,
           e.name as employer
    from invoices i join people p on p.id = i.payer_id join employers e on e.id = i.employer_id
    where i.id = any(${invoiceIds as number[]}::bigint[])`;
}
