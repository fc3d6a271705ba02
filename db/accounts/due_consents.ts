import type { LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/**
 * Of person `p` of employer `e`: the version of the consent to personal-data processing that is in
 * force on their day and that they have not given yet, while an earlier one of theirs stands. Null
 * where nothing is due. The session brings it, so that no page of the cabinet asks for it anew.
 */
export function dueDataConsent(sql: Sql, now: string) {
  return sql`
    select d.id from documents d
    where d.kind = 'personal_data'
      and d.version = (
        select max(version) from documents
        where kind = 'personal_data'
          and effective_from <= (${now}::timestamptz at time zone e.time_zone)::date)
      and d.version > (${standing(sql, sql`max(g.version)`)} and c.person_id = p.id)`;
}

/** What a person is asked to consent to anew. */
export interface DueConsent {
  document: {
    id: number;
    version: number;
    title: string;
    body: string;
    changes: string | null;
    effectiveFrom: LocalDate;
  };
  /** The one that they have given and may withdraw. */
  given: { consentId: number; version: number };
}

export async function readDueConsent(
  sql: Sql,
  { documentId, personId }: { documentId: number; personId: number },
): Promise<DueConsent | null> {
  const [row] = await sql<(DueConsent["document"] & { given: DueConsent["given"] | null })[]>`
    select d.id, d.version, d.title, d.body, d.changes, d.effective_from as "effectiveFrom",
           (${standing(sql, sql`json_build_object('consentId', c.id, 'version', g.version)`)}
              and c.person_id = ${personId} and g.version < d.version
            order by c.id desc limit 1) as given
    from documents d where d.id = ${documentId}`;
  if (!row || row.given === null) return null;
  const { given, ...document } = row;
  return { document, given };
}

/** Locks the person's consents against a second answer; whether they have given that one, or a later. */
export async function lockDataConsents(
  sql: Sql,
  { documentId, personId }: { documentId: number; personId: number },
): Promise<{ given: boolean }> {
  await sql`select from people where id = ${personId} for update`;
  const [row] = await sql<{ given: boolean }[]>`
    select coalesce((${standing(sql, sql`max(g.version)`)} and c.person_id = ${personId})
             >= d.version, false) as given
    from documents d where d.id = ${documentId}`;
  return { given: row?.given ?? false };
}

/** How many open accounts a new version is asked of. */
export async function countAsked(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from accounts a
    where a.closed_at is null
      and exists (${standing(sql, sql`1`)} and c.person_id = a.person_id)`;
  return row!.count;
}

/** Of consents `c` with their document `g` that no withdrawal has ended. */
function standing(sql: Sql, what: ReturnType<Sql>) {
  return sql`
    select ${what} from consents c join documents g on g.id = c.document_id
    where c.kind = 'personal_data'
      and not exists (select from withdrawals w where w.consent_id = c.id)`;
}
