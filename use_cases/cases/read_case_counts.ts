import { countCasesByEmployer, type EmployerCases } from "../../db/cases/case_counts.ts";
import type { Sql } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import { addMinutes, type Instant } from "../../domain/local_date.ts";

/** «На этой неделе» is the seven days ahead: no weekday on which it would be empty. */
const WEEK_MINUTES = 7 * 24 * 60;

export interface CaseCounts {
  employers: EmployerCases[];
  /** The seven days that "due soon" means. */
  from: Instant;
  until: Instant;
}

/** How many cases stand where, by employer. No person is named, so nothing is journalled. */
export async function readCaseCounts(sql: Sql, clock: Clock): Promise<CaseCounts> {
  const from = clock.now();
  const until = addMinutes(from, WEEK_MINUTES);
  return { employers: await countCasesByEmployer(sql, { at: from, until }), from, until };
}
