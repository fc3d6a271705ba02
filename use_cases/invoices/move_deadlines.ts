import type { Sql } from "../../db/connection.ts";
import { listFranchisesOverdue, moveDueDates } from "../../db/invoices/due_moves.ts";
import { enqueueAll } from "../../db/outbox.ts";
import type { MovedCase } from "../../domain/due_recount.ts";
import type { Instant } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";

export interface DeadlineMove {
  /** The version by which the new days count. */
  calendarVersionId: number;
  /** Staff's decision; left out where the calendar moves them. */
  decisionId?: number;
  at: Instant;
}

/**
 * Moves the deadlines of locked invoices and tells each case's workflow; its franchise's too where
 * the deadline had passed by `at`: that may have been all that kept an emergency open.
 */
export async function moveDeadlines(
  sql: Sql,
  moved: readonly MovedCase[],
  move: DeadlineMove,
): Promise<void> {
  const invoiceIds = moved.map(({ invoiceId }) => invoiceId);
  // Asked before the deadlines move: afterwards none of them is overdue.
  const franchiseIds = await listFranchisesOverdue(sql, { invoiceIds, at: move.at });
  await moveDueDates(sql, moved, move);
  await enqueueAll(sql, [
    ...invoiceIds.map((invoiceId) => ({
      workflowType: "invoice" as const,
      workflowId: workflowId.invoice(invoiceId),
      input: { invoiceId },
      signal: "dueMoved",
    })),
    ...franchiseIds.map((franchiseId) => ({
      workflowType: "franchise" as const,
      workflowId: workflowId.franchise(franchiseId),
      input: { franchiseId },
      signal: "dueMoved",
    })),
  ], move.at);
}
