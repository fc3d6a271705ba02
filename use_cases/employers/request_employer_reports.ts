import { latestCalendar } from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  insertReport,
  listReportingEmployers,
  listStalledReports,
} from "../../db/employers/employer_reports.ts";
import { readEmployer } from "../../db/employers/employers.ts";
import { enqueue, waits } from "../../db/outbox.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import { calendarOf } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import { periodKey, reportDay, reportPeriod } from "../../domain/employer_report.ts";
import {
  addDays,
  addMinutes,
  type Instant,
  type LocalDate,
  localDateOf,
} from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { StaffActor } from "../imports/upload_file.ts";

/**
 * Asks for this month's report of every employer whose first working day of the month has come and
 * who has none, and wakes the cases of those that stand still. Called each morning, so a day that
 * was missed is made up for; called again, it asks for nothing.
 *
 * @returns how many were asked for
 */
export async function requestDueReports(sql: Sql, at: Instant): Promise<number> {
  const { data } = await latestCalendar(sql);
  // No zone is more than a day behind or ahead of UTC.
  const since = addDays(reportPeriod(localDateOf(at, "UTC")), -1);
  let asked = 0;
  for (const employer of await listReportingEmployers(sql, since)) {
    const today = localDateOf(at, employer.timeZone);
    const day = reportDay(calendarOf(data, employer.region), today);
    const knownOn = localDateOf(employer.recordedAt, employer.timeZone);
    const isMissing = employer.lastPeriod === null || employer.lastPeriod < reportPeriod(today);
    // Who came after the month's report day gets the first one next month.
    if (today < day || knownOn > day || !isMissing) continue;
    const request = { employerId: employer.id, period: reportPeriod(today), staffId: null, at };
    if (await transaction(sql, (sql) => ask(sql, request)) !== null) asked += 1;
  }
  await wakeStalled(sql, at);
  return asked;
}

/** So long a report may take until its case is taken for lost; a server may be away meanwhile. */
const STALLED_MINUTES = 12 * 60;

/** A case that was lost is begun anew by a signal, and one that runs reads its rows again. */
async function wakeStalled(sql: Sql, at: Instant): Promise<void> {
  const stalled = await listStalledReports(sql, addMinutes(at, -STALLED_MINUTES));
  for (const { id, employerId, period } of stalled) {
    const message = {
      workflowType: "employerReport",
      workflowId: workflowId.employerReport(employerId, periodKey(period)),
      input: { reportId: id },
      signal: "reread",
    };
    if (!await waits(sql, message)) await enqueue(sql, message, at);
  }
}

export type RequestedReport = { ok: true } | { ok: false; reason: "unknown" | "known" };

/** Asks for this month's report now, where there is none yet; a month that is over stays as it was. */
export function requestReport(
  sql: Sql,
  clock: Clock,
  { employerId, actor }: { employerId: number; actor: StaffActor | null },
): Promise<RequestedReport> {
  return transaction(sql, async (sql) => {
    const at = clock.now();
    const employer = await readEmployer(sql, employerId);
    if (employer === null) return { ok: false, reason: "unknown" };
    const period = reportPeriod(localDateOf(at, employer.timeZone));
    const staffId = actor?.staffId ?? null;
    const reportId = await ask(sql, { employerId, period, staffId, at });
    if (reportId === null) return { ok: false, reason: "known" };
    if (actor !== null) {
      await writeJournal(sql, {
        actor: `staff/${actor.staffId}`,
        action: "asked_for_report",
        subject: `employer_report/${reportId}`,
        ip: actor.ip,
        at,
      });
    }
    return { ok: true };
  });
}

/** Writes the report's row with the start of its workflow. */
async function ask(
  sql: Sql,
  request: { employerId: number; period: LocalDate; staffId: number | null; at: Instant },
): Promise<number | null> {
  const reportId = await insertReport(sql, request);
  if (reportId === null) return null;
  await enqueue(sql, {
    workflowType: "employerReport",
    workflowId: workflowId.employerReport(request.employerId, periodKey(request.period)),
    input: { reportId },
  }, request.at);
  return reportId;
}
