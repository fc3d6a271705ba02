import { addDays, type Instant, localDateOf } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";
import type { ListFilter } from "./list_filter.ts";
import { listSource, type ListWanted } from "./list_sources.ts";

/** What waits for the staff today, counted. */
export interface Desk {
  /** Files whose preview is ready. */
  previews: number;
  held: number;
  refused: number;
  registrations: number;
  /** Calls to make now. */
  calls: number;
  /** Proposals, and employers' money, that a second member is to confirm. */
  decisions: number;
  employerPayments: number;
  /** Payments and refunds that the bank gives no clear answer about. */
  unclear: number;
  /** Messages of the last week that did not arrive. */
  undelivered: number;
}

const UNDELIVERED_DAYS = 7;

/** Counts what waits, in one query. @param zone by whose days the last week is told */
export async function readDesk(
  sql: Sql,
  { now, zone }: { now: Instant; zone: string },
): Promise<Desk> {
  const anything: ListFilter = {
    part: "",
    who: "",
    org: "",
    reason: "",
    channel: "",
    state: "",
    kind: "",
    fileId: null,
    since: null,
    until: null,
    sumFrom: null,
    timeZone: zone,
  };
  const lately = { ...anything, since: addDays(localDateOf(now, zone), -UNDELIVERED_DAYS) };
  const counted = (list: ListWanted["list"], filter: ListFilter = anything) => {
    const { rows, where } = listSource(sql, { list, filter, now });
    return sql`(select count(*) from ${rows} where ${where})`;
  };
  const [row] = await sql<Desk[]>`
    select (select count(*) from import_files
            where preview_asked_at is not null and previewed_at is not null) as previews,
           ${counted("held")} as held, ${counted("refused")} as refused,
           ${counted("registrations")} as registrations, ${counted("calls")} as calls,
           (select count(*) from decisions where outcome is null and expires_at > ${now})
             as decisions,
           (select count(*) from employer_payments where outcome is null) as "employerPayments",
           (select count(*) from payment_attempts where state = 'unknown')
             + (select count(*) from refunds where state = 'unknown') as unclear,
           ${counted("notices", lately)} as undelivered`;
  return row!;
}
