import type { Sql } from "../../db/connection.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";

/**
 * Journals whose records a person of the cabinet was shown besides their own: the children's whom
 * they represent (152-FZ).
 */
export async function journalOthers(
  sql: Sql,
  clock: Clock,
  look: { viewerId: number; personIds: number[]; ip: string },
): Promise<void> {
  const others = new Set(look.personIds.filter((id) => id !== look.viewerId));
  await journalLooks(sql, {
    actor: `person/${look.viewerId}`,
    action: "looked",
    subjects: [...others].map((id) => `person/${id}`),
    ip: look.ip,
    at: clock.now(),
  });
}
