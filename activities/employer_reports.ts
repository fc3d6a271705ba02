import { abandonLetters, type LetterStep } from "../db/employers/employer_report_letters.ts";
import { noteReminded } from "../db/employers/employer_reports.ts";
import type { EmployerReportState } from "../domain/employer_report.ts";
import { instant } from "../domain/local_date.ts";
import { formEmployerReport } from "../use_cases/employers/form_employer_report.ts";
import { requestDueReports } from "../use_cases/employers/request_employer_reports.ts";
import { sendReportLetters } from "../use_cases/employers/send_report_letters.ts";
import { tryAgain } from "./failure.ts";
import type { ActivityParts } from "./parts.ts";

/** How a report stands; ids, dates and sums only. */
export interface ReportStands {
  employerId: number;
  /** `2026-12-01`: its month. */
  period: string;
  state: EmployerReportState;
  formedOn: string;
  debts: number;
  owedKopecks: number;
  remindAt: string;
  /** Contacts whom nobody has told of it yet. */
  untold: number;
}

interface Letters {
  reportId: number;
  step: LetterStep;
  now: string;
}

export function employerReportActivities({ sql, mailer, publicUrl }: ActivityParts) {
  return {
    requestDueReports: ({ now }: { now: string }) => requestDueReports(sql, instant(now)),
    formEmployerReport: formReport,
    tellOfReport,
    giveUpTellingOfReport,
    noteReportReminded,
  };

  /** Forms it once, and tells how it stands. */
  async function formReport(
    { reportId, now }: { reportId: number; now: string },
  ): Promise<ReportStands> {
    const report = await formEmployerReport(sql, { reportId, at: instant(now) });
    const { employerId, period, state, formedOn, debts, owedKopecks, untold } = report;
    return {
      employerId,
      period,
      state,
      formedOn: formedOn!,
      debts: debts!,
      owedKopecks: owedKopecks!,
      remindAt: report.remindAt!,
      untold,
    };
  }

  /** @returns `told`, or `nobody` where there was no contact to tell */
  async function tellOfReport({ reportId, step, now }: Letters): Promise<string> {
    const sent = await sendReportLetters(sql, mailer, {
      reportId,
      step,
      at: instant(now),
      cabinet: publicUrl,
    });
    if (!sent.ok) throw tryAgain(sent.code);
    return sent.sent > 0 ? "told" : "nobody";
  }

  async function giveUpTellingOfReport({ reportId, step, now }: Letters): Promise<void> {
    await abandonLetters(sql, { reportId, step }, now);
  }

  /** From here on staff see that nobody has acknowledged it. */
  async function noteReportReminded(
    { reportId, now }: { reportId: number; now: string },
  ): Promise<void> {
    await noteReminded(sql, reportId, instant(now));
  }
}
