import { searchPeople } from "../../db/cases/people_reading.ts";
import type { Sql } from "../../db/connection.ts";
import { type JournalEntry, journalLooks, writeJournal } from "../../db/staff/journal.ts";
import {
  type JournalFilter,
  type JournalPlace,
  type JournalRow,
  listJournal,
} from "../../db/staff/journal_reading.ts";
import { listStaff, type StaffMember } from "../../db/staff/staff.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { writeJournalFile } from "./write_journal_file.ts";

/** What a member of staff asks the journal. */
export interface JournalSearch extends Omit<JournalFilter, "personIds"> {
  /** How a surname or a policy number begins; empty for everybody. */
  person: string;
}

export interface JournalLook {
  search: JournalSearch;
  place: JournalPlace;
  limit: number;
  actor: StaffActor;
}

export interface JournalWanted {
  search: JournalSearch;
  /** Of the times in it. */
  timeZone: string;
  actor: StaffActor;
}

export interface JournalPage {
  rows: JournalRow[];
  /** Whether the search has newer and older entries than these. */
  newer: boolean;
  older: boolean;
  /** More people begin so than are searched for. */
  tooMany: boolean;
  staff: StaffMember[];
}

/** A surname that more people share says nothing about any of them. */
const MOST_PEOPLE = 100;
/** What a workbook may hold of it at once. */
export const MOST_EXPORTED = 20_000;

/** A page of the journal; that it was read is journalled, of a search for people at each of them. */
export async function readJournal(
  sql: Sql,
  clock: Clock,
  { search, place, limit, actor }: JournalLook,
): Promise<JournalPage> {
  const { filter, tooMany } = await filterOf(sql, search);
  const [found, staff] = await Promise.all([
    listJournal(sql, { filter, place, limit: limit + 1 }),
    listStaff(sql),
  ]);
  const upwards = place !== null && "after" in place;
  const more = found.length > limit;
  const rows = upwards ? found.slice(-limit) : found.slice(0, limit);
  await noteLook(sql, clock, { action: "looked_at_journal", filter, actor });
  return {
    rows,
    newer: upwards ? more : place !== null,
    older: upwards || more,
    tooMany,
    staff,
  };
}

export type JournalFile =
  | { ok: true; file: Uint8Array<ArrayBuffer> }
  | { ok: false; reason: "too_many" };

/** All that a search finds, as a workbook; journalled as the look that it is. */
export async function journalFile(
  sql: Sql,
  clock: Clock,
  { search, timeZone, actor }: JournalWanted,
): Promise<JournalFile> {
  const { filter } = await filterOf(sql, search);
  const [rows, staff] = await Promise.all([
    listJournal(sql, { filter, place: null, limit: MOST_EXPORTED + 1 }),
    listStaff(sql),
  ]);
  if (rows.length > MOST_EXPORTED) return { ok: false, reason: "too_many" };
  await noteLook(sql, clock, { action: "downloaded_journal", filter, actor, rows: rows.length });
  const names = { timeZone, staff: new Map(staff.map(({ id, name }) => [id, name])) };
  return { ok: true, file: writeJournalFile(rows, names) };
}

async function filterOf(
  sql: Sql,
  { person, ...filter }: JournalSearch,
): Promise<{ filter: JournalFilter; tooMany: boolean }> {
  if (person === "") return { filter: { ...filter, personIds: null }, tooMany: false };
  const people = await searchPeople(sql, person, MOST_PEOPLE + 1);
  const personIds = people.slice(0, MOST_PEOPLE).map(({ id }) => id);
  return { filter: { ...filter, personIds }, tooMany: people.length > MOST_PEOPLE };
}

async function noteLook(
  sql: Sql,
  clock: Clock,
  { action, filter, actor, rows }: {
    action: string;
    filter: JournalFilter;
    actor: StaffActor;
    rows?: number;
  },
): Promise<void> {
  const { staffId, personIds, from, until } = filter;
  const entry = { actor: `staff/${actor.staffId}`, action, ip: actor.ip, at: clock.now() };
  if (personIds !== null && personIds.length > 0) {
    const subjects = personIds.map((id) => `person/${id}`);
    await journalLooks(sql, { ...entry, subjects });
    return;
  }
  const detail: JournalEntry["detail"] = {
    ...(staffId === null ? {} : { staff: staffId }),
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
    ...(rows === undefined ? {} : { rows }),
  };
  await writeJournal(sql, { ...entry, subject: "journal", detail });
}
