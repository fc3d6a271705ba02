import type { Sql } from "../../db/connection.ts";
import {
  clinicsWithHeldLines,
  countHeldLines,
  type HeldFilter,
  type HeldLine,
  listHeldLines,
} from "../../db/imports/held_lines.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "./upload_file.ts";

export interface HeldLook {
  filter: HeldFilter;
  offset: number;
  limit: number;
  actor: StaffActor;
}

export interface HeldView {
  lines: HeldLine[];
  /** How many lines there are under the filter. */
  total: number;
  clinics: { id: number; name: string }[];
}

/** A page of held lines; whoever it shows is journalled (152-FZ). */
export async function readHeldLines(
  sql: Sql,
  clock: Clock,
  { filter, offset, limit, actor }: HeldLook,
): Promise<HeldView> {
  const [lines, total, clinics] = await Promise.all([
    listHeldLines(sql, filter, { offset, limit }),
    countHeldLines(sql, filter),
    clinicsWithHeldLines(sql),
  ]);
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_held_lines",
    subjects: [...new Set(lines.map((line) => `person/${line.personId}`))],
    ip: actor.ip,
    at: clock.now(),
  });
  return { lines, total, clinics };
}
