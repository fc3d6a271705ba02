import { latestCalendar } from "../../db/calendars.ts";
import {
  endSpell,
  listOverdueEver,
  lockPolicyOfSpells,
  readOpenSpell,
  readPolicyPlace,
} from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { calendarOf } from "../../domain/calendar.ts";
import { type Instant, laterOf, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";

export type RestoreOutcome =
  | { outcome: "restored"; from: LocalDate }
  | { outcome: "still_owed" }
  /** The group programme is not switched off, or its return is already promised. */
  | { outcome: "not_in_emergency" };

/**
 * Brings the group programme back once all overdue principal of the policy is paid: on the next
 * working day after the local day on which the last payment took effect. An invoice that is not yet
 * due does not hinder it. Calling it again changes nothing.
 */
export function restoreFranchise(
  sql: Sql,
  { policyId, at }: { policyId: number; at: Instant },
): Promise<RestoreOutcome> {
  return transaction(sql, async (sql): Promise<RestoreOutcome> => {
    await lockPolicyOfSpells(sql, policyId);
    const spell = await readOpenSpell(sql, policyId);
    if (!spell) return { outcome: "not_in_emergency" };
    const overdue = await listOverdueEver(sql, { policyId, at });
    if (overdue.some((debt) => debt.owedKopecks > 0)) return { outcome: "still_owed" };

    const { timeZone, region } = await readPolicyPlace(sql, policyId);
    const lastPaidAt = overdue.map((debt) => debt.lastPaidAt).reduce(latest, null) ?? at;
    const calendar = calendarOf((await latestCalendar(sql)).data, region);
    const { date } = nextWorkingDay(calendar, localDateOf(lastPaidAt, timeZone));
    // A payment that came before the switch and was learnt of after it leaves an empty spell.
    const from = laterOf(date, spell.startsOn);
    await endSpell(sql, spell.spellId, { until: from, reason: "overdue_paid", at });
    return { outcome: "restored", from };
  });
}

function latest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? b : a;
}
