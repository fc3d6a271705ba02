import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/** A person's policy as a roster's preview compares it. */
export interface RosterState {
  policyNumber: string;
  personnelNumber: string;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  sex: string | null;
  phone: string | null;
  email: string | null;
  programme: string;
  rateBp: number;
  startsOn: LocalDate;
  endsOn: LocalDate;
  representative: string | null;
  ward: boolean;
}

/** The policies of an employer's people, by number. */
export async function rosterStates(
  sql: Sql,
  employerId: number,
): Promise<Map<string, RosterState>> {
  const rows = await sql<RosterState[]>`
    select o.number as "policyNumber", p.personnel_number as "personnelNumber", p.surname, p.name,
           p.patronymic, p.birth_date as "birthDate", p.sex, p.phone, p.email,
           m.name as programme, o.franchise_rate_bp as "rateBp", o.starts_on as "startsOn",
           o.ends_on as "endsOn", concat_ws(' ', r.surname, r.name, r.patronymic) as representative,
           p.ward
    from policies o
    join people p on p.id = o.person_id
    join programmes m on m.id = o.programme_id
    left join people r on r.id = p.representative_id
    where p.employer_id = ${employerId}
    order by p.surname, p.name, o.number`;
  return new Map(rows.map((row) => [row.policyNumber, row]));
}

/** A policy that a full roster ends, or ended; one that had not begun is called off before it does. */
export interface RosterEnding {
  policyNumber: string;
  surname: string;
  name: string;
  patronymic: string | null;
  startsOn: LocalDate;
  wasEndsOn: LocalDate;
  endedOn: LocalDate;
}

/**
 * The employer's policies that the roster leaves out, to end on `lastDay` at the latest; those that
 * begin later end on the day before their first one, and so serve on no day.
 */
export async function absentPolicies(
  sql: Sql,
  absent: { employerId: number; present: string[]; lastDay: LocalDate },
): Promise<RosterEnding[]> {
  return await sql<RosterEnding[]>`
    select o.number as "policyNumber", p.surname, p.name, p.patronymic, o.starts_on as "startsOn",
           o.ends_on as "wasEndsOn", greatest(${absent.lastDay}::date, o.starts_on - 1) as "endedOn"
    from policies o join people p on p.id = o.person_id
    where p.employer_id = ${absent.employerId}
      and o.ends_on > greatest(${absent.lastDay}::date, o.starts_on - 1)
      and o.number <> all(${absent.present}::text[])
    order by p.surname, p.name, o.number`;
}

export async function endPolicies(
  sql: Sql,
  made: { fileId: number; endings: readonly RosterEnding[]; at: Instant },
): Promise<void> {
  const numbers = made.endings.map((ending) => ending.policyNumber);
  const days = made.endings.map((ending) => ending.endedOn);
  await sql`
    insert into roster_endings (policy_id, file_id, ended_on, was_ends_on, recorded_at)
    select o.id, ${made.fileId}, e.ended_on, o.ends_on, ${made.at}
    from unnest(${numbers}::text[], ${days}::date[]) as e (number, ended_on)
    join policies o on o.number = e.number
    on conflict do nothing`;
  await sql`
    update policies o set ends_on = e.ended_on
    from unnest(${numbers}::text[], ${days}::date[]) as e (number, ended_on)
    where o.number = e.number`;
}

/** Whom the file ended, by name. */
export async function listEndings(sql: Sql, fileId: number): Promise<RosterEnding[]> {
  return await sql<RosterEnding[]>`
    select o.number as "policyNumber", p.surname, p.name, p.patronymic,
           o.starts_on as "startsOn", e.was_ends_on as "wasEndsOn", e.ended_on as "endedOn"
    from roster_endings e
    join policies o on o.id = e.policy_id
    join people p on p.id = o.person_id
    where e.file_id = ${fileId}
    order by p.surname, p.name, o.number`;
}
