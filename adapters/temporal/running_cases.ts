import {
  isGrpcServiceError,
  type WorkflowClient,
  type WorkflowExecutionDescription,
  type WorkflowExecutionStatusName,
  WorkflowNotFoundError,
} from "@temporalio/client";
import type { defineSearchAttributeKey } from "@temporalio/common";
import type { CaseRun, RunStatus, ShownState } from "../../domain/drift.ts";
import { type Instant, instant } from "../../domain/local_date.ts";
import { CasesUnreachable, type ListedCase, type RunningCases } from "./mod.ts";

/** The search attributes in which workflows show what is compared. */
export interface ShownKeys {
  dueAt: ReturnType<typeof defineSearchAttributeKey<"DATETIME">>;
  amountKopecks: ReturnType<typeof defineSearchAttributeKey<"INT">>;
  overdue: ReturnType<typeof defineSearchAttributeKey<"BOOL">>;
}

const PATIENCE_MS = 10_000;
const PAGE = 500;

/** gRPC codes that tell of the server or the way to it, not of what was asked. */
const AWAY: ReadonlySet<number> = new Set([
  1, // cancelled
  4, // deadline exceeded
  8, // resource exhausted
  13, // internal
  14, // unavailable
]);

/**
 * Cases of a namespace; `reach` rejects while there is no connection.
 *
 * @param keys what to read of each
 */
export function runningCases(reach: () => Promise<WorkflowClient>, keys: ShownKeys): RunningCases {
  return { look, list };

  async function look(workflowId: string): Promise<CaseRun | null> {
    const client = await reached();
    try {
      const description = await client.withAbortSignal(
        AbortSignal.timeout(PATIENCE_MS),
        () => client.getHandle(workflowId).describe(),
      );
      return runOf(description, keys);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw unreachable(error);
    }
  }

  async function* list(workflowTypes: readonly string[]): AsyncIterable<ListedCase> {
    const client = await reached();
    const types = workflowTypes.map((type) => `"${type}"`).join(", ");
    const query = `ExecutionStatus = "Running" AND WorkflowType IN (${types})`;
    try {
      for await (const { workflowId, type } of client.list({ query, pageSize: PAGE })) {
        yield { workflowId, workflowType: type };
      }
    } catch (error) {
      throw unreachable(error);
    }
  }

  function reached(): Promise<WorkflowClient> {
    return reach().catch((cause) => {
      throw new CasesUnreachable("Temporal can't be reached", { cause });
    });
  }
}

function runOf(description: WorkflowExecutionDescription, keys: ShownKeys): CaseRun {
  const { status, startTime, typedSearchAttributes, searchAttributes, raw } = description;
  const dueAt = typedSearchAttributes.get(keys.dueAt);
  const shown: ShownState = {
    dueAt: dueAt === undefined ? null : instantOf(dueAt),
    amountKopecks: typedSearchAttributes.get(keys.amountKopecks) ?? null,
    overdue: typedSearchAttributes.get(keys.overdue) ?? null,
  };
  return {
    status: STATUSES[status.name],
    startedAt: instantOf(startTime),
    shown,
    taskAttempts: raw.pendingWorkflowTask?.attempt ?? 0,
    problems: (searchAttributes.TemporalReportedProblems ?? []).map(String),
    activities: (raw.pendingActivities ?? []).map(({ activityType, attempt }) => ({
      name: activityType?.name ?? "unknown",
      attempts: attempt ?? 0,
    })),
  };
}

function instantOf(date: Date): Instant {
  return instant(date.toISOString());
}

/** What a newer server may add counts as running: it has not closed. */
const STATUSES: Record<WorkflowExecutionStatusName, RunStatus> = {
  UNSPECIFIED: "running",
  RUNNING: "running",
  COMPLETED: "completed",
  FAILED: "failed",
  CANCELLED: "canceled",
  TERMINATED: "terminated",
  CONTINUED_AS_NEW: "running",
  TIMED_OUT: "timed_out",
  PAUSED: "running",
  UNKNOWN: "running",
};

function unreachable(error: unknown): unknown {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  const away = isGrpcServiceError(cause) && AWAY.has(cause.code);
  const nowhere = error instanceof Error && error.name === "NamespaceNotFoundError";
  if (!away && !nowhere) return error;
  return new CasesUnreachable("Temporal does not answer, or lacks the namespace", { cause: error });
}
