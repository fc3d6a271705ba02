import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";

export type LetterStep = "formed" | "reminder";

/** A letter that a contact of now is still to get. */
export interface DueLetter {
  contactId: number;
  email: string;
  name: string;
  employer: string;
  period: LocalDate;
  formedOn: LocalDate;
  debts: number;
}

/** Contacts whom this step of the report has not been told to. */
export async function listDueLetters(
  sql: Sql,
  { reportId, step }: { reportId: number; step: LetterStep },
): Promise<DueLetter[]> {
  return await sql<DueLetter[]>`
    select c.id as "contactId", c.email, c.name, e.name as employer, r.period,
           r.formed_on as "formedOn", r.debts
    from employer_reports r
    join employers e on e.id = r.employer_id
    join employer_contacts c on c.employer_id = r.employer_id and c.ended_at is null
    where r.id = ${reportId}
      and not exists (select from employer_report_letters l
                      where l.report_id = r.id and l.contact_id = c.id and l.step = ${step}
                        and l.finished_at is not null)
    order by c.id`;
}

interface LetterKey {
  reportId: number;
  contactId: number;
  step: LetterStep;
}

/**
 * Claims a letter for sending, as `beginNotice` claims a notice: what a process left `sending` may
 * have gone, so it becomes `unknown` and is never sent again.
 */
export async function beginLetter(
  sql: Sql,
  { reportId, contactId, step }: LetterKey,
  at: string,
): Promise<boolean> {
  const [made] = await sql`
    insert into employer_report_letters (report_id, contact_id, step, state, recorded_at)
    values (${reportId}, ${contactId}, ${step}, 'sending', ${at})
    on conflict (report_id, contact_id, step) do update set state = 'sending', detail = null
      where employer_report_letters.state = 'failed' and employer_report_letters.finished_at is null
    returning id`;
  if (made) return true;
  await sql`
    update employer_report_letters
    set state = 'unknown', detail = 'interrupted', finished_at = ${at}
    where report_id = ${reportId} and contact_id = ${contactId} and step = ${step}
      and state = 'sending'`;
  return false;
}

export interface LetterResult {
  state: "sent" | "failed" | "unknown";
  /** A code of ours. */
  detail: string | null;
  providerId: string | null;
  /** Null where it is to be tried again. */
  finishedAt: string | null;
}

export async function closeLetter(
  sql: Sql,
  { reportId, contactId, step }: LetterKey,
  { state, detail, providerId, finishedAt }: LetterResult,
): Promise<void> {
  await sql`
    update employer_report_letters
    set state = ${state}, detail = ${detail}, provider_id = ${providerId},
        finished_at = ${finishedAt}
    where report_id = ${reportId} and contact_id = ${contactId} and step = ${step}`;
}

/** Ends the tries of a step: who has not got its letter by now does not get it. */
export async function abandonLetters(
  sql: Sql,
  { reportId, step }: { reportId: number; step: LetterStep },
  at: string,
): Promise<void> {
  await sql`
    update employer_report_letters
    set state = case state when 'sending' then 'unknown' else 'failed' end,
        detail = coalesce(detail, 'gave_up'), finished_at = ${at}
    where report_id = ${reportId} and step = ${step} and finished_at is null`;
}

/** What became of a letter to a contact. */
export interface LetterFate {
  step: LetterStep;
  /** `failed` without an end is tried again. */
  state: "sending" | "sent" | "failed" | "unknown";
  /** A code of ours. */
  detail: string | null;
  recordedAt: Instant;
  finishedAt: Instant | null;
}

/** The last letter of the newest report to contact `c`, as JSON; null where there was none. */
export function lastLetterOf(sql: Sql) {
  return sql`
    (select json_build_object('step', l.step, 'state', l.state, 'detail', l.detail,
              'recordedAt', ${instantJson(sql, "l.recorded_at")}, 'finishedAt', ${
    instantJson(sql, "l.finished_at")
  })
     from employer_report_letters l
     where l.contact_id = c.id and l.report_id = (${newestReportOf(sql)})
     order by l.id desc limit 1)`;
}

/** Of the employer of contact `c`: formed, so that its letters went. */
function newestReportOf(sql: Sql) {
  return sql`
    select n.id from employer_reports n
    where n.employer_id = c.employer_id and n.formed_at is not null order by n.period desc limit 1`;
}

/** How many contacts of now of employer `e` the last letter of its newest report has not reached. */
export function unreachedOf(sql: Sql) {
  return sql`
    (select count(*) from employer_contacts c
     cross join lateral (
       select l.state from employer_report_letters l
       where l.contact_id = c.id and l.report_id = (${newestReportOf(sql)})
       order by l.id desc limit 1) last
     where c.employer_id = e.id and c.ended_at is null and last.state in ('failed', 'unknown'))`;
}
