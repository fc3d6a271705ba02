import {
  type DecisionRow,
  listOpenProposals,
  listPastDecisions,
  readDecision,
} from "../../db/cases/decisions.ts";
import type { Sql } from "../../db/connection.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "../imports/upload_file.ts";

/** More than wait at once. */
const OPEN_SHOWN = 200;
const PAST_SHOWN = 50;

export interface Decisions {
  /** Wait for a second member of staff, the oldest first. */
  open: DecisionRow[];
  /** Newest first. */
  past: DecisionRow[];
}

/** What waits for a second member, and what was decided; that each person was shown is journalled. */
export async function readDecisions(
  sql: Sql,
  clock: Clock,
  actor: StaffActor,
): Promise<Decisions> {
  const at = clock.now();
  const [open, past] = await Promise.all([
    listOpenProposals(sql, { at, limit: OPEN_SHOWN }),
    listPastDecisions(sql, { at, limit: PAST_SHOWN }),
  ]);
  await noteLook(sql, [...open, ...past], { actor, at });
  return { open, past };
}

/** One decision, or null where there is none; the look is journalled. */
export async function openDecision(
  sql: Sql,
  clock: Clock,
  { decisionId, actor }: { decisionId: number; actor: StaffActor },
): Promise<DecisionRow | null> {
  const decision = await readDecision(sql, decisionId);
  if (decision !== null) await noteLook(sql, [decision], { actor, at: clock.now() });
  return decision;
}

function noteLook(
  sql: Sql,
  decisions: readonly DecisionRow[],
  { actor, at }: { actor: StaffActor; at: string },
): Promise<void> {
  const people = new Set(decisions.map((decision) => decision.personId));
  return journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_decision",
    subjects: [...people].map((id) => `person/${id}`),
    ip: actor.ip,
    at,
  });
}
