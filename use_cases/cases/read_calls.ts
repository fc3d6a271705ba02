import { latestCalendar } from "../../db/calendars.ts";
import {
  type CallList,
  type CallRow,
  countCalls,
  listCalls,
  readCall,
} from "../../db/cases/calls.ts";
import type { Sql } from "../../db/connection.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { ListFilter } from "../../db/staff/list_filter.ts";
import { orgsOfStaffList } from "../../db/staff/staff_lists.ts";
import type { CalendarData } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export interface CallsLook {
  /** Its part is one of `CALL_LISTS`. */
  filter: ListFilter;
  /** Without one nothing is looked for: there is only what to choose from. */
  page: { offset: number; limit: number } | null;
  /** A call whose result was recorded just now: the list tells of it. */
  recorded: number | null;
  actor: StaffActor;
}

export interface CallsView {
  calls: CallRow[];
  counts: Record<CallList, number>;
  recorded: CallRow | null;
  calendar: CalendarData;
  /** To choose from. */
  employers: string[];
}

const NO_CALLS: Record<CallList, number> = { now: 0, later: 0, closed: 0 };

/** A page of the contact centre's calls; whoever it shows is journalled (152-FZ). */
export async function readCalls(
  sql: Sql,
  clock: Clock,
  { filter, page, recorded, actor }: CallsLook,
): Promise<CallsView> {
  const now = clock.now();
  const [calls, counts, noted, { data: calendar }, employers] = await Promise.all([
    page === null ? [] : listCalls(sql, { filter, now, ...page }),
    page === null ? NO_CALLS : countCalls(sql, { filter, now }),
    recorded === null ? null : readCall(sql, recorded),
    latestCalendar(sql),
    orgsOfStaffList(sql, "calls"),
  ]);
  await journalCalls(sql, noted === null ? calls : [...calls, noted], { actor, at: now });
  return { calls, counts, recorded: noted, calendar, employers };
}

/** One call, to be made or looked up; the look is journalled (152-FZ). */
export async function lookAtCall(
  sql: Sql,
  clock: Clock,
  { noticeId, actor }: { noticeId: number; actor: StaffActor },
): Promise<{ call: CallRow; calendar: CalendarData } | null> {
  const [call, { data: calendar }] = await Promise.all([
    readCall(sql, noticeId),
    latestCalendar(sql),
  ]);
  if (call === null) return null;
  await journalCalls(sql, [call], { actor, at: clock.now() });
  return { call, calendar };
}

async function journalCalls(
  sql: Sql,
  calls: CallRow[],
  { actor, at }: { actor: StaffActor; at: Instant },
): Promise<void> {
  const people = calls.flatMap((call) => [call.personId, ...call.insured ? [call.insured.id] : []]);
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_call",
    subjects: [...new Set(people)].map((id) => `person/${id}`),
    ip: actor.ip,
    at,
  });
}
