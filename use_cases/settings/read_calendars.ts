import { listCalendarVersions, type SourcedCalendar } from "../../db/calendars.ts";
import type { Sql } from "../../db/connection.ts";
import { type CaseOwner, countDueMoves, listCaseOwners } from "../../db/invoices/due_moves.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import { calendarChanges, type YearChange } from "../../domain/calendar_changes.ts";
import type { Clock } from "../../domain/clock.ts";
import type { ShiftedCase } from "../../domain/due_recount.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import {
  type CalendarProposal,
  planCalendar,
  type PlannedCalendar,
  type RefusedCalendar,
} from "./add_calendar.ts";

export interface CalendarVersionView extends SourcedCalendar {
  /** Against the version before; null for the first. */
  changes: YearChange[] | null;
  /** How many deadlines it has moved. */
  moved: number;
}

/** Versions of the calendar, the newest first, each with what it changed. */
export async function readCalendars(sql: Sql, shown: number): Promise<CalendarVersionView[]> {
  const [versions, moved] = await Promise.all([
    listCalendarVersions(sql, shown + 1),
    countDueMoves(sql),
  ]);
  return versions.slice(0, shown).map((version, index) => {
    const before = versions[index + 1];
    return {
      ...version,
      changes: before ? calendarChanges(before.data, version.data) : null,
      moved: moved.get(version.versionId) ?? 0,
    };
  });
}

/** A case that a proposal shifts, with whose it is. */
export type OwnedShift = ShiftedCase & CaseOwner;

export interface CalendarPreview extends PlannedCalendar {
  /** The first of those that move, and of those that keep an earlier promise. */
  moved: OwnedShift[];
  kept: OwnedShift[];
}

/** What a preview lists of each kind at most; the totals count all. */
const CASES_SHOWN = 50;

/** What a proposal would do, with the people it concerns; that each was shown is journalled. */
export async function previewCalendar(
  sql: Sql,
  clock: Clock,
  { proposal, actor }: { proposal: CalendarProposal; actor: StaffActor },
): Promise<CalendarPreview | RefusedCalendar> {
  const planned = await planCalendar(sql, proposal);
  if (!planned.ok) return planned;
  const moved = planned.recount.moved.slice(0, CASES_SHOWN);
  const kept = planned.recount.kept.slice(0, CASES_SHOWN);
  const owners = await listCaseOwners(sql, [...moved, ...kept].map((one) => one.invoiceId));
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_due_date",
    subjects: [...new Set(owners.map((owner) => `person/${owner.payerId}`))],
    ip: actor.ip,
    at: clock.now(),
  });
  const ownerOf = new Map(owners.map((owner) => [owner.invoiceId, owner]));
  const withOwner = (one: ShiftedCase) => ({ ...ownerOf.get(one.invoiceId)!, ...one });
  return { ...planned, moved: moved.map(withOwner), kept: kept.map(withOwner) };
}
