import { type Sql, transaction } from "../../db/connection.ts";
import {
  type HeldDecision,
  lockHeldLines,
  recordHeldDecision,
  waitingLineIds,
} from "../../db/imports/held_lines.ts";
import type { ListFilter } from "../../db/staff/list_filter.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { reasonFault } from "../../domain/staff_reason.ts";
import type { StaffActor } from "./upload_file.ts";

/** Which lines: those chosen, or all that one filter shows, as many as the page said. */
export type ChosenLines =
  | { lineIds: number[] }
  | { all: ListFilter; count: number };

export interface HeldLinesDecision {
  lines: ChosenLines;
  decision: HeldDecision;
  /** Why, in the words of who decides. */
  reason: string;
  actor: StaffActor;
}

export type DecidedLines =
  /** `decidedBefore`: chosen lines that somebody had decided meanwhile. */
  | { ok: true; decided: number; decidedBefore: number }
  | { ok: false; reason: "none_chosen" | "reason_missing" | "reason_long" }
  /** There are more or fewer lines under the filter than the page showed. */
  | { ok: false; reason: "list_changed"; count: number };

/**
 * Staff's yes or no to held lines. A yes makes them ordinary lines that the next invoice takes; a no
 * keeps them on record and out of invoices. Each line is decided once; who, when and why stay.
 */
export function decideHeldLines(
  sql: Sql,
  clock: Clock,
  { lines, decision, reason, actor }: HeldLinesDecision,
): Promise<DecidedLines> {
  return transaction(sql, async (sql): Promise<DecidedLines> => {
    const fault = reasonFault(reason);
    if (fault !== null) return { ok: false, reason: fault };
    const chosen = "lineIds" in lines ? lines.lineIds : await waitingLineIds(sql, lines.all);
    if ("all" in lines && chosen.length !== lines.count) {
      return { ok: false, reason: "list_changed", count: chosen.length };
    }
    if (chosen.length === 0) return { ok: false, reason: "none_chosen" };

    const waiting = await lockHeldLines(sql, chosen);
    const at = clock.now();
    const { staffId, ip } = actor;
    await recordHeldDecision(sql, waiting, { decision, reason: reason.trim(), staffId, at });
    await journalLooks(sql, {
      actor: `staff/${staffId}`,
      action: decision === "released" ? "held_lines_released" : "held_lines_refused",
      subjects: [...new Set(waiting.map((line) => `person/${line.personId}`))],
      ip,
      at,
    });
    return { ok: true, decided: waiting.length, decidedBefore: chosen.length - waiting.length };
  });
}
