import { contactActivities } from "./contacts.ts";
import { correctionActivities } from "./corrections.ts";
import { decisionActivities } from "./decisions.ts";
import { employerReportActivities } from "./employer_reports.ts";
import { cleanFailures, type ReportFailure } from "./failure.ts";
import { franchiseActivities } from "./franchises.ts";
import { importActivities } from "./imports.ts";
import { invoiceActivities } from "./invoices.ts";
import type { ActivityParts } from "./parts.ts";
import { paymentActivities } from "./payments.ts";
import { reconcileActivities } from "./reconcile.ts";
import { recoveryActivities } from "./recoveries.ts";
import { refundActivities } from "./refunds.ts";
import { withdrawalActivities } from "./withdrawals.ts";

export type { ActivityParts } from "./parts.ts";

/** All that workflows may call, by name; their errors leave cleaned. */
export function createActivities(parts: ActivityParts, report: ReportFailure) {
  return cleanFailures({
    ...contactActivities(parts),
    ...correctionActivities(parts),
    ...decisionActivities(parts),
    ...employerReportActivities(parts),
    ...franchiseActivities(parts),
    ...invoiceActivities(parts),
    ...paymentActivities(parts),
    ...recoveryActivities(parts),
    ...refundActivities(parts),
    ...reconcileActivities(parts),
    ...importActivities(parts),
    ...withdrawalActivities(parts),
  }, report);
}

/** What workflows import: types only. */
export type Activities = ReturnType<typeof createActivities>;
