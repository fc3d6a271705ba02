import {
  type CallRow,
  type CallTryRow,
  closeOpenCalls,
  readCall,
  recordTry,
} from "../../db/cases/calls.ts";
import { lockInvoices } from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import {
  type CallBackProblem,
  callBackProblem,
  type CallResult,
  type CallTry,
  isUnanswered,
  resultOfTry,
} from "../../domain/call.ts";
import type { Clock } from "../../domain/clock.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { StaffActor } from "../imports/upload_file.ts";

/** A try to call somebody, as a member of staff tells of it. */
export interface CallReport {
  noticeId: number;
  made: CallTry;
  note: string | null;
  /** How many tries the page showed on which this one was written. */
  triesSeen: number;
  actor: StaffActor;
}

export type RecordedCall =
  | { ok: true; result: CallResult }
  | { ok: false; reason: "unknown" }
  /** Somebody recorded a try meanwhile; maybe it is this very one. */
  | { ok: false; reason: "recorded"; last: CallTryRow }
  /** The call is off the list: paid, too late, or answered on another one. */
  | { ok: false; reason: "closed" }
  | { ok: false; reason: "call_back"; problem: CallBackProblem };

/**
 * Records what came of a call. The invoice is locked first, as paying and defaulting do, so that
 * one of them finishes before the other looks; two reports of one try leave one row. An answer
 * takes the invoice's other open calls off the list: nobody is called twice about one debt.
 */
export function recordCall(
  sql: Sql,
  clock: Clock,
  { noticeId, made, note, triesSeen, actor }: CallReport,
): Promise<RecordedCall> {
  return transaction(sql, async (sql): Promise<RecordedCall> => {
    const now = clock.now();
    const call = await lockCall(sql, noticeId);
    if (call === null) return { ok: false, reason: "unknown" };
    const last = call.tries.at(-1);
    if (last && call.tries.length !== triesSeen) return { ok: false, reason: "recorded", last };
    if (call.state !== "open") return { ok: false, reason: "closed" };

    const term = { zone: call.timeZone, dueAt: call.dueAt };
    if (made.outcome === "call_back") {
      const problem = callBackProblem(made.callBackAt, { now, term });
      if (problem !== null) return { ok: false, reason: "call_back", problem };
    }
    const unansweredBefore = call.tries.filter((one) => isUnanswered(one.outcome)).length;
    const result = resultOfTry(made, { at: now, unansweredBefore, term });
    const { staffId, ip } = actor;
    const { outcome } = made;
    const { invoiceId } = call;
    await recordTry(sql, { noticeId, staffId, outcome, note, result, at: now });
    if (outcome === "answered") {
      await closeOpenCalls(sql, invoiceId, { detail: "answered_before", at: now });
    }
    await enqueue(sql, {
      workflowType: "invoice",
      workflowId: workflowId.invoice(invoiceId),
      input: { invoiceId },
      signal: "callRecorded",
    }, now);
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: "call_recorded",
      subject: `person/${call.personId}`,
      detail: { call: noticeId, outcome },
      ip,
      at: now,
    });
    return { ok: true, result };
  });
}

/** The call as it stands once nobody else can change it: every change is made under its invoice. */
async function lockCall(sql: Sql, noticeId: number): Promise<CallRow | null> {
  const found = await readCall(sql, noticeId);
  if (found === null) return null;
  await lockInvoices(sql, [found.invoiceId]);
  return await readCall(sql, noticeId);
}
