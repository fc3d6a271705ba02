import { summaryOf, TASK_QUEUE, workflowId } from "./contract.ts";

/** The nightly comparison: after the deadlines of midnight, before anybody is at work. */
export const RECONCILE_NIGHTLY = {
  scheduleId: "reconcile-nightly",
  hour: 3,
  minute: 10,
  timeZone: "Asia/Yekaterinburg",
  catchUpHours: 1,
  workflowType: "reconcile",
  workflowId: workflowId.reconcile(),
  taskQueue: TASK_QUEUE,
  summary: summaryOf("reconcile", {}),
} as const;

/**
 * Each noon: the month's invoices once its last day has come. SMS tell of them at once, and then it is
 * between nine in the morning and nine at night from Kaliningrad to Kamchatka.
 */
export const PUBLISHING_MONTHLY = {
  scheduleId: "monthly-publishing",
  hour: 12,
  minute: 0,
  timeZone: "Asia/Yekaterinburg",
  catchUpHours: 6,
  workflowType: "monthlyPublishing",
  workflowId: workflowId.monthlyPublishing(),
  taskQueue: TASK_QUEUE,
  summary: summaryOf("monthlyPublishing", {}),
} as const;

/** Each morning: reports that this month lacks once its first working day has come. */
export const EMPLOYER_REPORTS_DAILY = {
  scheduleId: "employer-reports-daily",
  hour: 8,
  minute: 0,
  timeZone: "Asia/Yekaterinburg",
  catchUpHours: 12,
  workflowType: "employerReports",
  workflowId: workflowId.employerReports(),
  taskQueue: TASK_QUEUE,
  summary: summaryOf("employerReports", {}),
} as const;
