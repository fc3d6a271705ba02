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
