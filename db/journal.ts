import type { Sql } from "./connection.ts";

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

export async function countJournal(
  sql: Sql,
  key: { action: string; ip: string; since: string },
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from journal
    where action = ${key.action} and ip = ${key.ip} and happened_at > ${key.since}`;
  return row!.count;
}
