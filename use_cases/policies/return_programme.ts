import { latestCalendar } from "../../db/calendars.ts";
import { endSpell, readFranchiseCase, readInvoiceCase, readSpell } from "../../db/cases/cases.ts";
import type { Sql } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { calendarOf } from "../../domain/calendar.ts";
import { withdrawnGap } from "../../domain/franchise.ts";
import { type Instant, laterOf, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";
import { workflowId } from "../../workflows/contract.ts";

export type ReturnProblem =
  /** The programme is back already, or its return is promised. */
  | { ok: false; reason: "not_in_emergency" }
  /** The policy, or the service by it, is over before the programme could return. */
  | { ok: false; reason: "service_over" };

export interface PlannedReturn {
  ok: true;
  franchiseId: number;
  /** First day of the group programme: the next working day where the person lives. */
  from: LocalDate;
}

/** On what day the group programme would return by a decision of now, under the policy's lock. */
export async function planReturn(
  sql: Sql,
  { spellId, at }: { spellId: number; at: Instant },
): Promise<PlannedReturn | ReturnProblem> {
  const spell = await readSpell(sql, spellId);
  if (spell.until !== null) return { ok: false, reason: "not_in_emergency" };
  const { franchiseId } = await readInvoiceCase(sql, spell.invoiceId);
  const { timeZone, region, policyEndsOn, consentGaps } = await readFranchiseCase(sql, {
    franchiseId,
    at,
  });
  const calendar = calendarOf((await latestCalendar(sql)).data, region);
  const { date } = nextWorkingDay(calendar, localDateOf(at, timeZone));
  const from = laterOf(date, spell.startsOn);
  const over = from > policyEndsOn || withdrawnGap(consentGaps) !== null;
  return over ? { ok: false, reason: "service_over" } : { ok: true, franchiseId, from };
}

/** Ends the emergency spell on the planned day although the debt stands; the person is told. */
export async function returnProgramme(
  sql: Sql,
  { spellId, planned, at }: { spellId: number; planned: PlannedReturn; at: Instant },
): Promise<void> {
  const { franchiseId, from } = planned;
  await endSpell(sql, spellId, { until: from, reason: "staff_decided", at });
  await enqueue(sql, {
    workflowType: "franchise",
    workflowId: workflowId.franchise(franchiseId),
    input: { franchiseId },
    signal: "reread",
  }, at);
}
