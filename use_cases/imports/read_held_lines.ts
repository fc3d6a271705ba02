import type { Sql } from "../../db/connection.ts";
import { countHeldLines, type HeldLine, listHeldLines } from "../../db/imports/held_lines.ts";
import type { ListFilter } from "../../db/staff/list_filter.ts";
import { orgsOfStaffList } from "../../db/staff/staff_lists.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "./upload_file.ts";

export interface HeldLook {
  filter: ListFilter;
  /** Without one nothing is looked for: there is only what to choose from. */
  page: { offset: number; limit: number } | null;
  actor: StaffActor;
}

export interface HeldView {
  lines: HeldLine[];
  /** How many lines there are under the filter. */
  total: number;
  /** To choose from. */
  clinics: string[];
}

/** A page of held lines; whoever it shows is journalled (152-FZ). */
export async function readHeldLines(
  sql: Sql,
  clock: Clock,
  { filter, page, actor }: HeldLook,
): Promise<HeldView> {
  const [lines, total, clinics] = await Promise.all([
    page === null ? [] : listHeldLines(sql, filter, page),
    page === null ? 0 : countHeldLines(sql, filter),
    orgsOfStaffList(sql, "held"),
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
