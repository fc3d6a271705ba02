import { isGrpcServiceError, type WorkflowClient } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import type { WaitingMessage } from "../db/outbox.ts";
import {
  isWorkflowType,
  SIGNALS,
  STARTS_AGAIN,
  summaryOf,
  TASK_QUEUE,
} from "../workflows/contract.ts";
import type { Delivery } from "./outbox_relay.ts";

const DEADLINE_MS = 3000;

/** gRPC codes that tell of the server or the way to it, not of the message. */
const AWAY: ReadonlySet<number> = new Set([
  1, // cancelled
  4, // deadline exceeded
  8, // resource exhausted
  13, // internal
  14, // unavailable
]);

/**
 * Delivers one message of the outbox to Temporal; `reach` rejects while there is no connection. A start of what has been started counts as
 * delivered; a signal starts its workflow where none runs, which then reads its rows and ends at
 * once if all is done.
 */
export function deliverTo(
  reach: () => Promise<WorkflowClient>,
): (message: WaitingMessage) => Promise<Delivery> {
  return async (message) => {
    const { workflowType, workflowId, signal, input } = message;
    if (!isWorkflowType(workflowType)) return refused("unknown_workflow_type");
    if (signal !== null && !(SIGNALS[workflowType] as readonly string[]).includes(signal)) {
      return refused("unknown_signal");
    }
    const options = {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [input],
      staticSummary: summaryOf(workflowType, input),
    };
    const client = await reach().catch(() => null);
    if (client === null) return { ok: false, reason: "away", code: "no_connection" };
    try {
      await client.withDeadline(Date.now() + DEADLINE_MS, async () => {
        if (signal !== null) {
          await client.signalWithStart(workflowType, {
            ...options,
            signal,
            signalArgs: [],
            workflowIdReusePolicy: "ALLOW_DUPLICATE",
          });
        } else {
          await client.start(workflowType, {
            ...options,
            workflowIdReusePolicy: STARTS_AGAIN[workflowType]
              ? "ALLOW_DUPLICATE"
              : "REJECT_DUPLICATE",
          });
        }
      });
      return { ok: true };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}

function outcomeOf(error: unknown): Delivery {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return { ok: true };
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  if (isGrpcServiceError(cause)) {
    const code = `grpc_${cause.code}`;
    return { ok: false, reason: AWAY.has(cause.code) ? "away" : "refused", code };
  }
  return refused(error instanceof Error ? error.name : "unknown");
}

function refused(code: string): Delivery {
  return { ok: false, reason: "refused", code };
}
