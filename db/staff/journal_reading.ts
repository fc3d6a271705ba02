import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/** What is looked for; null is all of it. */
export interface JournalFilter {
  staffId: number | null;
  /** Entries about these people, and theirs; none of them is nothing. */
  personIds: readonly number[] | null;
  /** Only these actions, or all but these. */
  actions: { only: readonly string[] } | { but: readonly string[] } | null;
  from: Instant | null;
  /** The first instant that is too late. */
  until: Instant | null;
}

export interface JournalRow {
  id: number;
  at: Instant;
  /** `staff/3` */
  actor: string;
  actorName: string | null;
  action: string;
  /** `person/17` */
  subject: string;
  subjectName: string | null;
  /** Of a subject that is an employer's: its contact, its report. */
  employerId: number | null;
  /** Of a document. */
  document: { kind: string; version: number } | null;
  detail: Record<string, string | number> | null;
  ip: string | null;
}

/** Where a page begins: behind an entry, or in front of one. */
export type JournalPlace = { before: number } | { after: number } | null;

/** Entries, the newest first: by their time, since what was loaded later may have happened before. */
export async function listJournal(
  sql: Sql,
  { filter, place, limit }: { filter: JournalFilter; place: JournalPlace; limit: number },
): Promise<JournalRow[]> {
  const upwards = place !== null && "after" in place;
  return await sql<JournalRow[]>`
    with page as (
      select * from journal j
      where ${conditions(sql, filter)}
        ${
    place === null ? sql`` : sql`
          and (j.happened_at, j.id) ${upwards ? sql`>` : sql`<`}
            (select happened_at, id from journal where id = ${
      "after" in place ? place.after : place.before
    })`
  }
      order by ${upwards ? sql`j.happened_at, j.id` : sql`j.happened_at desc, j.id desc`}
      limit ${limit}
    )
    select j.id, j.happened_at as at, j.actor, j.action, j.subject, j.detail, j.ip,
           case a.kind when 'staff' then a_staff.name
                       when 'person' then ${nameOf(sql, "a_person")}
                       when 'employer_contact' then a_contact.name end as "actorName",
           case s.kind when 'staff' then s_staff.name
                       when 'person' then ${nameOf(sql, "s_person")}
                       when 'file' then s_file.name
                       when 'programme' then s_programme.name
                       when 'employer' then s_employer.name
                       when 'employer_report' then s_employer.name
                       when 'employer_contact' then s_contact.name
                       when 'document' then s_document.title || ', версия ' || s_document.version
                       when 'invoices' then ${shownDate(sql)}
                       when 'key_rate' then ${shownDate(sql)} end as "subjectName",
           s_employer.id as "employerId",
           case when s_document.id is not null then json_build_object(
             'kind', s_document.kind, 'version', s_document.version) end as document
    from page j
    cross join lateral ${parts(sql, "actor")} a
    cross join lateral ${parts(sql, "subject")} s
    left join staff a_staff on a.kind = 'staff' and a_staff.id = a.number
    left join people a_person on a.kind = 'person' and a_person.id = a.number
    left join employer_contacts a_contact on a.kind = 'employer_contact' and a_contact.id = a.number
    left join staff s_staff on s.kind = 'staff' and s_staff.id = s.number
    left join people s_person on s.kind = 'person' and s_person.id = s.number
    left join import_files s_file on s.kind = 'file' and s_file.id = s.number
    left join programmes s_programme on s.kind = 'programme' and s_programme.id = s.number
    left join documents s_document on s.kind = 'document' and s_document.id = s.number
    left join employer_contacts s_contact on s.kind = 'employer_contact' and s_contact.id = s.number
    left join employer_reports s_report on s.kind = 'employer_report' and s_report.id = s.number
    left join employers s_employer on s_employer.id =
      case s.kind when 'employer' then s.number when 'employer_report' then s_report.employer_id
                  when 'employer_contact' then s_contact.employer_id end
    order by j.happened_at desc, j.id desc`;
}

function conditions(sql: Sql, { staffId, personIds, actions, from, until }: JournalFilter) {
  const people = personIds?.map((id) => `person/${id}`);
  return sql`
    true
    ${staffId === null ? sql`` : sql`and j.actor = ${`staff/${staffId}`}`}
    ${people ? sql`and (j.subject = any(${people}) or j.actor = any(${people}))` : sql``}
    ${
    actions === null ? sql`` : "only" in actions
      // One action alone stands in its index by time; several do not.
      ? actions.only.length === 1
        ? sql`and j.action = ${actions.only[0]!}`
        : sql`and j.action = any(${[...actions.only]})`
      : sql`and j.action <> all(${[...actions.but]})`
  }
    ${from === null ? sql`` : sql`and j.happened_at >= ${from}`}
    ${until === null ? sql`` : sql`and j.happened_at < ${until}`}`;
}

/** `person/17` as `kind`, `key` and `number`; what is no number has none. */
function parts(sql: Sql, column: "actor" | "subject") {
  const text = sql`j.${sql(column)}`;
  return sql`(
    select split_part(${text}, '/', 1) as kind, split_part(${text}, '/', 2) as key,
           case when split_part(${text}, '/', 2) ~ '^[0-9]{1,18}$'
                then split_part(${text}, '/', 2)::bigint end as number)`;
}

function nameOf(sql: Sql, person: string) {
  const of = sql(person);
  return sql`concat_ws(' ', ${of}.surname, ${of}.name, ${of}.patronymic)`;
}

/** A subject's ISO date as people read it. */
function shownDate(sql: Sql) {
  return sql`regexp_replace(s.key, '^(\\d{4})-(\\d\\d)-(\\d\\d)$', '\\3.\\2.\\1')`;
}
