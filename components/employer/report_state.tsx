import type { EmployerReportState } from "../../domain/employer_report.ts";
import { REPORT_WORDS } from "../../domain/employer_report_words.ts";
import type { SignKind } from "../page/sign.tsx";
import { Mark, type MarkTone } from "../page/status.tsx";

const DRESSES: Record<EmployerReportState, { tone: MarkTone; sign: SignKind }> = {
  requested: { tone: "checking", sign: "dashed" },
  clear: { tone: "paid", sign: "check" },
  waiting: { tone: "to-pay", sign: "circle" },
  reminded: { tone: "overdue", sign: "triangle" },
  superseded: { tone: "ended", sign: "cross" },
  acknowledged: { tone: "paid", sign: "check" },
};

/** Where an employer's report stands: sign and words. */
export function ReportState({ state }: { state: EmployerReportState }) {
  return <Mark {...DRESSES[state]}>{REPORT_WORDS[state]}</Mark>;
}
