import { latestCalendar } from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  insertReportLines,
  listUnpaidInvoices,
  type ReportLine,
  type UnpaidRow,
} from "../../db/employers/employer_report_lines.ts";
import {
  closeForming,
  listAwaitedReports,
  lockReport,
  lockReportsOf,
  type ReportCase,
} from "../../db/employers/employer_reports.ts";
import { enqueue } from "../../db/outbox.ts";
import { listKeyRates } from "../../db/rates.ts";
import { calendarOf } from "../../domain/calendar.ts";
import { periodKey, remindAt, reportedDebt, reportTotals } from "../../domain/employer_report.ts";
import { type Instant, localDateOf } from "../../domain/local_date.ts";
import { fullName } from "../../domain/person_name.ts";
import { workflowId } from "../../workflows/contract.ts";

/**
 * Freezes every unpaid invoice of the employer as it stands at that instant. Once formed a report
 * stays as it is: called again, this only reads how it stands.
 */
export function formEmployerReport(
  sql: Sql,
  { reportId, at }: { reportId: number; at: Instant },
): Promise<ReportCase> {
  return transaction(sql, async (sql) => {
    await lockReportsOf(sql, { reportId });
    const report = await lockReport(sql, reportId);
    if (report.state !== "requested") return report;
    await form(sql, report, at);
    return await lockReport(sql, reportId);
  });
}

async function form(sql: Sql, report: ReportCase, at: Instant): Promise<void> {
  const { id, employerId, timeZone, region } = report;
  const awaited = await listAwaitedReports(sql, employerId);
  const { versionId, data } = await latestCalendar(sql);
  const calendar = calendarOf(data, region);
  const on = localDateOf(at, timeZone);
  const rates = await listKeyRates(sql);
  const lines = inOrder(await listUnpaidInvoices(sql, employerId))
    .map(({ recovery, ...invoice }, index): ReportLine => ({
      ...invoice,
      ...reportedDebt({ ...invoice, recovery }, { on, calendar, rates }),
      place: index + 1,
    }));
  await insertReportLines(sql, id, lines);
  await closeForming(sql, id, {
    at,
    on,
    calendarVersionId: versionId,
    remindAt: remindAt(calendar, on, timeZone),
    totals: reportTotals(lines),
  });
  await tellOlder(sql, awaited.filter(({ period }) => period < report.period), { employerId, at });
}

/** By name, as payrolls are; one person's debts by their age. */
function inOrder(invoices: readonly UnpaidRow[]): UnpaidRow[] {
  const russian = new Intl.Collator("ru");
  return invoices
    .map((invoice) => ({ invoice, name: fullName(invoice) }))
    .sort((a, b) =>
      russian.compare(a.name, b.name) || a.invoice.payerId - b.invoice.payerId ||
      a.invoice.invoiceId - b.invoice.invoiceId
    )
    .map(({ invoice }) => invoice);
}

/** The report that nobody has acknowledged is overtaken: its case ends, and is told so once. */
async function tellOlder(
  sql: Sql,
  awaited: Awaited<ReturnType<typeof listAwaitedReports>>,
  { employerId, at }: { employerId: number; at: Instant },
): Promise<void> {
  for (const older of awaited) {
    await enqueue(sql, {
      workflowType: "employerReport",
      workflowId: workflowId.employerReport(employerId, periodKey(older.period)),
      input: { reportId: older.id },
      signal: "superseded",
    }, at);
  }
}
