import type { PendingQuery, Row } from "postgres";
import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

export interface JournalEntry {
  /** `staff/3`, `person/17`, `anonymous`. */
  actor: string;
  /** A verb in the past: `looked`, `registration_mismatched`. */
  action: string;
  /** Whose record or what: `person/17`, `register/4`. */
  subject: string;
  detail?: Record<string, string | number>;
  ip: string | null;
  at: string;
}

export async function writeJournal(sql: Sql, entry: JournalEntry): Promise<void> {
  await sql`
    insert into journal (actor, action, subject, detail, ip, happened_at)
    values (${entry.actor}, ${entry.action}, ${entry.subject},
            ${entry.detail ? sql.json(entry.detail) : null}, ${entry.ip}, ${entry.at})`;
}

/** A look of a person of the cabinet at records that may be others'. */
export interface CabinetLook {
  viewerId: number;
  ip: string;
  at: Instant;
}

/**
 * Reads rows and, in the same statement, journals whose they are besides the viewer's own: what is
 * shown and what is written down can't come apart. The rows name their person in `personColumn`;
 * `shown` says which of them the page shows.
 */
export function journalledRows(
  sql: Sql,
  rows: Fragment,
  look: CabinetLook & { personColumn: string; shown?: Fragment },
) {
  const person = sql(look.personColumn);
  return sql`
    with known as (${rows}),
    looked as (
      insert into journal (actor, action, subject, ip, happened_at)
      select distinct ${`person/${look.viewerId}`}, 'looked', 'person/' || ${person}, ${look.ip},
             ${look.at}::timestamptz
      from known where ${person} <> ${look.viewerId} ${look.shown ? sql`and ${look.shown}` : sql``}
    )
    select * from known`;
}

/** A part of a statement, as ``sql`…` `` makes it. */
type Fragment = PendingQuery<Row[]>;

/** Notes looks, at each subject by itself: «who saw mine?» is asked by person. */
export async function journalLooks(
  sql: Sql,
  looks: Omit<JournalEntry, "subject"> & { subjects: string[] },
): Promise<void> {
  if (looks.subjects.length === 0) return;
  await sql`
    insert into journal (actor, action, subject, detail, ip, happened_at)
    select ${looks.actor}, ${looks.action}, subject,
           ${looks.detail ? sql.json(looks.detail) : null}::jsonb, ${looks.ip}, ${looks.at}
    from unnest(${looks.subjects}::text[]) as subject`;
}

/**
 * Registrations from an address that met nobody, since then. The address is locked until the
 * transaction's end: a burst of requests can't pass a limit side by side.
 */
export async function countMismatches(
  sql: Sql,
  { ip, since }: { ip: string; since: string },
): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext(${"registration from " + ip}))`;
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from journal
    where action = 'registration_mismatched' and ip = ${ip} and happened_at > ${since}`;
  return row!.count;
}
