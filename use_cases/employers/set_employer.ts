import { latestCalendar } from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  type EmployerRow,
  type EmployerSettings,
  lockEmployer,
  writeEmployerSettings,
} from "../../db/employers/employers.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { HIGHEST_PENALTY_BP, isTimeZone } from "../../domain/contract_terms.ts";

export interface EmployerToSet {
  name: string;
  changes: Partial<EmployerSettings>;
  /** As the journal names actors: `command_line`, `staff/3`. */
  actor: { name: string; ip: string | null };
}

export type EmployerSet =
  | { ok: true; employer: EmployerRow }
  | { ok: false; reason: "unknown_employer" }
  | { ok: false; reason: "unknown_region"; known: string[] }
  | { ok: false; reason: "unknown_zone" | "penalty_too_high" };

/**
 * Sets what differs for one employer; what `changes` leaves out stays. Plan and penalty hold for
 * what is published, or goes into recovery, from then on; due dates already promised stay, and so
 * does the zone of published invoices.
 */
export function setEmployer(
  sql: Sql,
  clock: Clock,
  { name, changes, actor }: EmployerToSet,
): Promise<EmployerSet> {
  return transaction(sql, async (sql): Promise<EmployerSet> => {
    const known = Object.keys((await latestCalendar(sql)).data.regions);
    if (changes.region && !known.includes(changes.region)) {
      return { ok: false, reason: "unknown_region", known };
    }
    if (changes.timeZone !== undefined && !isTimeZone(changes.timeZone)) {
      return { ok: false, reason: "unknown_zone" };
    }
    if ((changes.penaltyRateBp ?? 0) > HIGHEST_PENALTY_BP) {
      return { ok: false, reason: "penalty_too_high" };
    }
    const found = await lockEmployer(sql, name);
    if (found === null) return { ok: false, reason: "unknown_employer" };
    const employer = { ...found, ...changes };
    await writeEmployerSettings(sql, employer.id, employer);
    await writeJournal(sql, {
      actor: actor.name,
      action: "employer_set",
      subject: `employer/${employer.id}`,
      detail: Object.fromEntries(
        Object.entries(changes)
          .map((
            [key, value],
          ) => [key, JSON.stringify(found[key as keyof EmployerSettings]), JSON.stringify(value)])
          .filter(([, was, now]) => was !== now)
          .map(([key, was, now]) => [key, `${was} → ${now}`]),
      ),
      ip: actor.ip,
      at: clock.now(),
    });
    return { ok: true, employer };
  });
}
