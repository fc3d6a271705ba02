import { proxyActivities } from "@temporalio/workflow";
import type { Activities } from "../../activities/mod.ts";

const activities = proxyActivities<Activities & { nothing(): Promise<void> }>({
  startToCloseTimeout: "1m",
});

/** The least a workflow can be: it starts, runs one activity, and ends. */
export async function simplest(): Promise<void> {
  await activities.nothing();
}

/** The activities of a case paid at once, with no timer, no message and nothing shown. */
export async function bare(
  { invoiceId, attemptId }: { invoiceId: number; attemptId: string },
): Promise<void> {
  const now = () => new Date().toISOString();
  const told = { invoiceId, step: "accrual", at: now() };
  await activities.readInvoice({ invoiceId, now: now() });
  await activities.tellOfInvoice({ ...told, channels: ["sms", "email"], now: now() });
  await activities.askBank({ attemptId, now: now() });
  await activities.tellOfPayment({ attemptId, now: now() });
  await activities.readInvoice({ invoiceId, now: now() });
}
