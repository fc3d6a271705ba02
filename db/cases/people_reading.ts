import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";
import { type CallTryRow, selectTries } from "./calls.ts";
import { byName, isNamed } from "./people_named.ts";
import { pastOfPerson, type PersonPast } from "./person_past.ts";

/** A person as the staff's search finds them. */
export interface FoundPerson {
  id: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  employer: string;
  personnelNumber: string;
  policyNumbers: string[];
}

/**
 * People whose policy number begins with `query`, or whose surname does; with a space, whose name
 * and patronymic begin with what follows. Capitals and «ё» don't matter.
 */
export async function searchPeople(
  sql: Sql,
  query: string,
  limit: number,
): Promise<FoundPerson[]> {
  return await sql<FoundPerson[]>`
    select p.id, p.surname, p.name, p.patronymic, p.birth_date as "birthDate", e.name as employer,
           p.personnel_number as "personnelNumber",
           array(select number from policies where person_id = p.id order by starts_on desc, id)
             as "policyNumbers"
    from people p join employers e on e.id = p.employer_id
    where ${isNamed(sql, "p", query)}
    order by ${byName(sql, "p")} limit ${limit}`;
}

export interface PersonRecord {
  id: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  employer: string;
  personnelNumber: string;
  region: string | null;
  timeZone: string;
  rosterPhone: Phone | null;
  rosterEmail: string | null;
  accountPhone: Phone | null;
  accountEmail: string | null;
  registeredAt: Instant | null;
  lastOpenedAt: Instant | null;
  /** The personal-data consent was withdrawn: nobody can log in. */
  closedAt: Instant | null;
  /** An adult under guardianship: the representative acts for them at any age. */
  ward: boolean;
  representative: { id: number; surname: string; name: string; patronymic: string | null } | null;
}

export async function readPersonRecord(sql: Sql, personId: number): Promise<PersonRecord | null> {
  const [row] = await sql<PersonRecord[]>`
    select ${recordOfPerson(sql)} from ${recordTables(sql)} where p.id = ${personId}`;
  return row ?? null;
}

/** The same with all that is known of their past, in one query. */
export async function readPersonWithPast(
  sql: Sql,
  { personId, at }: { personId: number; at: Instant },
): Promise<(PersonRecord & PersonPast) | null> {
  const [row] = await sql<(PersonRecord & PersonPast)[]>`
    select ${recordOfPerson(sql)}, ${pastOfPerson(sql, at)}
    from ${recordTables(sql)} where p.id = ${personId}`;
  return row ?? null;
}

function recordOfPerson(sql: Sql) {
  return sql`
    p.id, p.surname, p.name, p.patronymic, p.birth_date as "birthDate", e.name as employer,
           p.personnel_number as "personnelNumber", e.region, e.time_zone as "timeZone",
           p.phone as "rosterPhone", p.email as "rosterEmail", a.phone as "accountPhone",
           a.email as "accountEmail", a.registered_at as "registeredAt",
           a.last_opened_at as "lastOpenedAt", a.closed_at as "closedAt", p.ward,
           case when r.id is not null then json_build_object(
             'id', r.id, 'surname', r.surname, 'name', r.name, 'patronymic', r.patronymic)
           end as representative`;
}

function recordTables(sql: Sql) {
  return sql`
    people p
    join employers e on e.id = p.employer_id
    left join accounts a on a.person_id = p.id
    left join people r on r.id = p.representative_id`;
}

/** A message to the person, or one that was not sent. */
export interface PersonNotice {
  id: number;
  channel: "sms" | "email" | "call";
  template: string;
  invoiceId: number | null;
  state: string;
  detail: string | null;
  dueAt: Instant;
  finishedAt: Instant | null;
  /** Of a call: each try with its outcome. */
  tries: CallTryRow[];
}

export async function listPersonNotices(
  sql: Sql,
  personId: number,
  limit: number,
): Promise<PersonNotice[]> {
  return await sql<PersonNotice[]>`
    select n.id, n.channel, n.template, n.invoice_id as "invoiceId", n.state, n.detail,
           n.due_at as "dueAt", n.finished_at as "finishedAt", coalesce(t.tries, '[]') as tries
    from notices n cross join lateral (${selectTries(sql)}) t
    where n.person_id = ${personId}
    order by n.due_at desc, n.id desc limit ${limit}`;
}
