import type { EmployerReportFacts } from "../../domain/drift.ts";
import { periodKey, type ReportStanding, reportState } from "../../domain/employer_report.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";
import { standingColumns } from "../employers/employer_reports.ts";
import type { Freshness } from "./reconciling.ts";

/** Whose report of which month, as a workflow's id tells it after its type: `3/2026-12`. */
export type ReportCaseKey = string;

/** Reports whose case may be open, in the order of employers and months. */
export async function pageReports(
  sql: Sql,
  after: ReportCaseKey | null,
  limit: number,
): Promise<ReportCaseKey[]> {
  const [employerId, period] = after === null ? [0, "0001-01-01"] : partsOf(after);
  const rows = await sql<{ employerId: number; period: LocalDate }[]>`
    select employer_id as "employerId", period from employer_reports
    where acknowledged_at is null and (employer_id, period) > (${employerId}, ${period}::date)
    order by employer_id, period limit ${limit}`;
  return rows.map(({ employerId, period }) => `${employerId}/${periodKey(period)}`);
}

type ReportRow = Omit<EmployerReportFacts, "state"> & ReportStanding & Freshness;

/** The report's id; its key names it in addresses and workflows. */
export async function readReportId(sql: Sql, key: ReportCaseKey): Promise<number> {
  const [employerId, period] = partsOf(key);
  const [row] = await sql<{ id: number }[]>`
    select id from employer_reports where employer_id = ${employerId} and period = ${period}`;
  if (!row) throw new Error(`There is no employer's report ${key}`);
  return row.id;
}

export async function readReportFacts(
  sql: Sql,
  keys: readonly ReportCaseKey[],
): Promise<(EmployerReportFacts & Freshness)[]> {
  const parts = keys.map(partsOf);
  const rows = await sql<ReportRow[]>`
    select r.employer_id as "employerId", r.period, r.requested_at as "requestedAt",
           r.remind_at as "remindAt", r.owed_kopecks as "owedKopecks", ${standingColumns(sql)},
           exists (
             select from employer_contacts c
             where c.employer_id = r.employer_id and c.ended_at is null and c.named_at <= r.formed_at
               and not exists (
                 select from employer_report_letters l
                 where l.report_id = r.id and l.contact_id = c.id and l.step = 'formed'
                   and l.finished_at is not null)) as telling,
           greatest(r.requested_at, r.formed_at, r.reminded_at, r.acknowledged_at,
             (select max(l.finished_at) from employer_report_letters l where l.report_id = r.id),
             (select min(later.formed_at) from employer_reports later
              where later.employer_id = r.employer_id and later.period > r.period)) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'employer-report/' || r.employer_id || '/' ||
                                   to_char(r.period, 'YYYY-MM')
               and q.delivered_at is null) as waits
    from employer_reports r
    join unnest(${parts.map(([employerId]) => employerId)}::bigint[],
                ${parts.map(([, period]) => period)}::date[]) as k (employer_id, period)
      using (employer_id, period)
    order by r.employer_id, r.period`;
  return rows.map((row) => ({ ...row, state: reportState(row) }));
}

function partsOf(key: ReportCaseKey): [employerId: number, period: string] {
  const [employerId, month] = key.split("/");
  return [Number(employerId), `${month}-01`];
}
