import { fixedClock } from "../../clock.ts";
import { latestCalendar } from "../../db/calendars.ts";
import type { Sql } from "../../db/connection.ts";
import { calendarOf } from "../../domain/calendar.ts";
import { yearOfDays } from "../../domain/calendar_decree.ts";
import { dueAt, dueDate } from "../../domain/invoice.ts";
import {
  addDays,
  atLocalTime,
  type Instant,
  type LocalDate,
  localDate,
} from "../../domain/local_date.ts";
import {
  addCalendar,
  type AddedCalendar,
  type CalendarProposal,
} from "../../use_cases/settings/add_calendar.ts";

/** What a decree does to a year of the newest version. */
export interface DaysTurned {
  year?: number;
  region?: string | null;
  off?: readonly string[];
  worked?: readonly string[];
}

/** The newest version with some days turned: a decree that comes in the middle of cases. */
export async function turned(
  sql: Sql,
  { year = 2026, region = null, off = [], worked = [] }: DaysTurned,
): Promise<Extract<CalendarProposal, { kind: "year" }>> {
  const was = yearOfDays((await latestCalendar(sql)).data, { year, region });
  const kept = was.daysOff.filter((date) => !worked.includes(date) && !off.includes(date));
  return { kind: "year", ...was, daysOff: [...kept, ...off.map(localDate)] };
}

/** Adds a version as the command line does. */
export function add(sql: Sql, proposal: CalendarProposal, at: string): Promise<AddedCalendar> {
  return addCalendar(sql, fixedClock(at as Instant), {
    proposal,
    source: "Постановление для проверки",
    against: null,
    earlierContent: "refuse",
    actor: null,
  });
}

export interface CaseWanted {
  publishedOn: LocalDate;
  region?: string | null;
  timeZone?: string;
  state?: "open" | "partly_paid" | "paid" | "defaulted";
}

/** Cases as publishing leaves them, with no line and no message: many at once. Answers their ids. */
export async function insertCases(
  sql: Sql,
  cases: readonly CaseWanted[],
  at: string,
): Promise<number[]> {
  const { data, versionId } = await latestCalendar(sql);
  await sql`
    insert into programmes (name, kind) values ('Основная', 'group') on conflict do nothing`;
  const ids: number[] = [];
  for (const wanted of cases) {
    const { publishedOn, region = null, timeZone = "Asia/Yekaterinburg", state = "open" } = wanted;
    const dueOn = dueDate(calendarOf(data, region), publishedOn).date;
    const publishedAt = atLocalTime(publishedOn, "12:00", timeZone);
    const [row] = await sql<{ id: number }[]>`
      with employer as (
        insert into employers (name, region, time_zone, recorded_at)
        values (${`Завод ${region} ${timeZone}`}, ${region}, ${timeZone}, ${at})
        on conflict (name) do update set name = excluded.name returning id
      ), person as (
        insert into people (employer_id, personnel_number, surname, name, birth_date, recorded_at)
        select id, ${crypto.randomUUID()}, 'Образцова', 'Майя', '1990-05-01', ${at} from employer
        returning id, employer_id
      ), policy as (
        insert into policies (number, person_id, programme_id, starts_on, ends_on,
                              franchise_rate_bp, recorded_at)
        select ${crypto.randomUUID()}, person.id, (select id from programmes where kind = 'group'
          order by id limit 1), ${addDays(publishedOn, -100)}, ${addDays(publishedOn, 265)}, 2000,
          ${at}
        from person returning id, person_id
      ), consent as (
        insert into consents (person_id, given_by, kind, policy_id, source, given_at, recorded_at)
        select person_id, person_id, 'franchise_terms', id, 'paper', ${at}, ${at} from policy
        returning id
      ), franchise as (
        insert into franchises (policy_id, consent_id, consented_at, consented_on, active_from,
                                calendar_version_id, recorded_at)
        select policy.id, consent.id, ${at}, ${addDays(publishedOn, -60)},
               ${addDays(publishedOn, -59)}, ${versionId}, ${at}
        from policy, consent returning id
      ), invoice as (
        insert into invoices (franchise_id, policy_id, payer_id, employer_id, through,
                              total_kopecks, published_at, published_on, due_on, due_at,
                              calendar_version_id, time_zone, recorded_at, defaulted_at)
        select franchise.id, policy.id, person.id, person.employer_id,
               ${addDays(publishedOn, -1)}, 90000, ${publishedAt}, ${publishedOn}, ${dueOn},
               ${dueAt(dueOn, timeZone)}, ${versionId}, ${timeZone}, ${at},
               ${state === "defaulted" ? at : null}
        from franchise, policy, person returning id
      ), account as (
        insert into ledger_accounts (kind, invoice_id) select 'receivable', id from invoice
        returning id, invoice_id
      ), posted as (
        insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                      recorded_at)
        select 'invoice/' || invoice_id || '/published', id,
               (select id from ledger_accounts where kind = 'income'), 90000, ${at}, ${at}
        from account
      ), paid as (
        insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                      recorded_at)
        select 'payment/' || invoice_id, (select id from ledger_accounts where kind = 'bank'), id,
               ${state === "paid" ? 90_000 : 10_000}, ${at}, ${at}
        from account where ${state === "paid" || state === "partly_paid"}
      )
      select id from invoice`;
    ids.push(row!.id);
  }
  return ids;
}
