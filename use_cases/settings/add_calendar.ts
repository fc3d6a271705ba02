import { createHash } from "node:crypto";
import {
  type CalendarVersion,
  insertCalendarVersion,
  listCalendarVersions,
  lockCalendarVersions,
} from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { CalendarData } from "../../domain/calendar.ts";
import { calendarChanges, type YearChange } from "../../domain/calendar_changes.ts";
import {
  type CalendarFault,
  listsTheSame,
  lostFrom,
  misplaced,
  readCalendar,
  withYear,
  type YearOfDays,
} from "../../domain/calendar_decree.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Recount } from "../../domain/due_recount.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { planRecount, recount } from "../invoices/recount.ts";

/** A whole calendar in the shape of `ru-calendar.json`, or one year put into the newest version. */
export type CalendarProposal =
  | { kind: "whole"; content: unknown }
  | ({ kind: "year" } & YearOfDays);

/** What a proposal comes to against the newest version. */
export interface CheckedCalendar {
  ok: true;
  /** The newest version, which the proposal was compared with. */
  current: CalendarVersion;
  data: CalendarData;
  changes: YearChange[];
  /** The earlier version that lists the same days: the proposal goes back to it. */
  backTo: number | null;
}

export type RefusedCalendar =
  | { ok: false; reason: "faults"; faults: readonly CalendarFault[] }
  | { ok: false; reason: "nothing_changes"; versionId: number };

/** Checks a proposal against the newest version; nothing is written. */
export async function checkCalendar(
  sql: Sql,
  proposal: CalendarProposal,
): Promise<CheckedCalendar | RefusedCalendar> {
  const [current, ...earlier] = await listCalendarVersions(sql, VERSIONS_COMPARED);
  if (!current) throw new Error("The database has no working-day calendar: run the migrations");
  const stray = proposal.kind === "year" ? misplaced(current.data, proposal) : [];
  if (stray.length > 0) return { ok: false, reason: "faults", faults: stray };
  const content = proposal.kind === "whole" ? proposal.content : withYear(current.data, proposal);
  const read = readCalendar(content);
  if (!read.ok) return { ok: false, reason: "faults", faults: read.faults };
  const { data } = read;
  const lost = lostFrom(current.data, data);
  if (lost.length > 0) return { ok: false, reason: "faults", faults: lost };
  if (listsTheSame(current.data, data)) {
    return { ok: false, reason: "nothing_changes", versionId: current.versionId };
  }
  const same = earlier.find((version) => listsTheSame(version.data, data));
  const changes = calendarChanges(current.data, data);
  return { ok: true, current, data, changes, backTo: same?.versionId ?? null };
}

/** A decree or two come in a year: these are all the versions of decades. */
const VERSIONS_COMPARED = 100;

export interface PlannedCalendar extends CheckedCalendar {
  recount: Recount;
}

/** What adding the proposal would do, by the same count as adding it; nothing is written. */
export async function planCalendar(
  sql: Sql,
  proposal: CalendarProposal,
): Promise<PlannedCalendar | RefusedCalendar> {
  const checked = await checkCalendar(sql, proposal);
  return checked.ok ? { ...checked, recount: await planRecount(sql, checked.data) } : checked;
}

export interface NewCalendar {
  proposal: CalendarProposal;
  /** The decree, as pages and the list of versions name it. */
  source: string;
  /** The version that the preview was computed against; null adds to whichever is the newest. */
  against: number | null;
  /** Whether the content of an earlier version may come back, or is an old file by mistake. */
  earlierContent: "take" | "refuse";
  /** Null for the command line. */
  actor: StaffActor | null;
}

export type AddedCalendar =
  | (PlannedCalendar & { versionId: number })
  | RefusedCalendar
  /** Another version came after the one that the preview was computed against. */
  | { ok: false; reason: "superseded"; versionId: number }
  /** The content is that of an earlier version, which a newer one has replaced. */
  | { ok: false; reason: "earlier_content"; versionId: number };

/**
 * Adds a version of the working-day calendar and recounts all open cases by it, in one transaction:
 * a deadline moves later only, never earlier than promised. Publishing waits meanwhile. Adding the
 * same again changes nothing.
 */
export function addCalendar(sql: Sql, clock: Clock, added: NewCalendar): Promise<AddedCalendar> {
  const { proposal, source, against, earlierContent, actor } = added;
  return transaction(sql, async (sql): Promise<AddedCalendar> => {
    await lockCalendarVersions(sql);
    const checked = await checkCalendar(sql, proposal);
    if (!checked.ok) return checked;
    const { current, data, backTo } = checked;
    if (against !== null && against !== current.versionId) {
      return { ok: false, reason: "superseded", versionId: current.versionId };
    }
    if (backTo !== null && earlierContent === "refuse") {
      return { ok: false, reason: "earlier_content", versionId: backTo };
    }
    const at = clock.now();
    const sha256 = hashOf({ after: current.versionId, ...data });
    const versionId = await insertCalendarVersion(sql, { data, source, sha256, at });
    const recounted = await recount(sql, { versionId, data }, at);
    if (actor !== null) {
      await writeJournal(sql, {
        actor: `staff/${actor.staffId}`,
        action: "added_calendar",
        subject: `calendar/${versionId}`,
        detail: { moved: recounted.moved.length },
        ip: actor.ip,
        at,
      });
    }
    return { ...checked, versionId, recount: recounted };
  });
}

function hashOf(content: object): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
