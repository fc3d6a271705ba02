import {
  isGrpcServiceError,
  ScheduleAlreadyRunning,
  ScheduleClient,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
} from "@temporalio/client";
import type { Workflow } from "@temporalio/common";
import type { NativeConnection } from "@temporalio/worker";

/** A workflow that is started every day at a local time; one at once. */
export interface DailySchedule {
  scheduleId: string;
  /** 24 hours. */
  hour: number;
  minute: number;
  /** IANA */
  timeZone: string;
  /** A start that an outage has hindered is made up for within this time. */
  catchUpHours: number;
  workflowType: string;
  /** Temporal puts the time of the start behind it. */
  workflowId: string;
  taskQueue: string;
  summary: string;
}

export type KeptSchedule =
  | { ok: true; change: "created" | "updated" | "none" }
  /** The server has no schedules, or we may not make them; `code` is gRPC's. */
  | { ok: false; reason: "not_possible"; code: number };

/** gRPC: permission denied, unimplemented, unauthenticated. */
const NOT_POSSIBLE: ReadonlySet<number> = new Set([7, 12, 16]);
const HOUR_MS = 60 * 60 * 1000;

/**
 * Makes a schedule, or brings one that differs to these settings; a pause that an operator has set
 * stays.
 */
export async function keepSchedule(
  connection: NativeConnection,
  namespace: string,
  daily: DailySchedule,
): Promise<KeptSchedule> {
  const client = new ScheduleClient({ connection, namespace });
  try {
    return { ok: true, change: await keep(client, daily) };
  } catch (error) {
    const cause = error instanceof Error ? error.cause ?? error : error;
    if (isGrpcServiceError(cause) && NOT_POSSIBLE.has(cause.code)) {
      return { ok: false, reason: "not_possible", code: cause.code };
    }
    throw error;
  }
}

async function keep(
  client: ScheduleClient,
  daily: DailySchedule,
): Promise<"created" | "updated" | "none"> {
  const { scheduleId } = daily;
  const handle = client.getHandle(scheduleId);
  let known;
  try {
    known = await handle.describe();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return await create(client, daily);
  }
  if (isAsWanted(known, daily)) return "none";
  await handle.update(({ state }) => ({ ...settingsOf(daily), state }));
  return "updated";
}

async function create(client: ScheduleClient, daily: DailySchedule): Promise<"created" | "none"> {
  try {
    await client.create({ scheduleId: daily.scheduleId, ...settingsOf(daily) });
    return "created";
  } catch (error) {
    // Another worker has just made it.
    if (error instanceof ScheduleAlreadyRunning) return "none";
    throw error;
  }
}

type Settings =
  & Pick<ScheduleOptions, "spec" | "policies">
  & { action: ScheduleOptionsStartWorkflowAction<Workflow> };

function settingsOf(daily: DailySchedule): Settings {
  const { hour, minute, timeZone, workflowType, workflowId, taskQueue, summary } = daily;
  return {
    spec: { calendars: [{ hour, minute }], timezone: timeZone },
    policies: { overlap: "SKIP", catchupWindow: daily.catchUpHours * HOUR_MS },
    action: {
      type: "startWorkflow",
      workflowType,
      workflowId,
      taskQueue,
      args: [{}],
      staticSummary: summary,
    },
  };
}

function isAsWanted(known: ScheduleDescription, daily: DailySchedule): boolean {
  const { spec, policies, action } = known;
  const [calendar, ...others] = spec.calendars ?? [];
  return calendar !== undefined && others.length === 0 &&
    isOnly(calendar.hour, daily.hour) && isOnly(calendar.minute, daily.minute) &&
    spec.timezone === daily.timeZone &&
    policies.overlap === "SKIP" &&
    policies.catchupWindow === daily.catchUpHours * HOUR_MS &&
    action.workflowType === daily.workflowType &&
    action.workflowId === daily.workflowId &&
    action.taskQueue === daily.taskQueue &&
    action.staticSummary === daily.summary;
}

function isOnly(ranges: readonly { start: number; end: number }[], value: number): boolean {
  return ranges.length === 1 && ranges[0]!.start === value && ranges[0]!.end === value;
}
