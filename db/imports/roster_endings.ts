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

/** A policy that a full roster ends, or ended. */
export interface RosterEnding {
  policyNumber: string;
  surname: string;
  name: string;
  patronymic: string | null;
  wasEndsOn: LocalDate;
  endedOn: LocalDate;
}

/** The employer's running policies that the roster leaves out, to end on that day at the latest. */
export async function absentPolicies(
  sql: Sql,
  absent: { employerId: number; present: string[]; endedOn: LocalDate },
): Promise<RosterEnding[]> {
  return await sql<RosterEnding[]>`
    select o.number as "policyNumber", p.surname, p.name, p.patronymic,
           o.ends_on as "wasEndsOn", ${absent.endedOn}::date as "endedOn"
    from policies o join people p on p.id = o.person_id
    where p.employer_id = ${absent.employerId} and o.starts_on <= ${absent.endedOn}
      and o.ends_on > ${absent.endedOn} and o.number <> all(${absent.present}::text[])
    order by p.surname, p.name, o.number`;
}

export async function endPolicies(
  sql: Sql,
  made: { fileId: number; endings: readonly RosterEnding[]; at: Instant },
): Promise<void> {
  const numbers = made.endings.map((ending) => ending.policyNumber);
  const [first] = made.endings;
  if (!first) return;
  await sql`
    insert into roster_endings (policy_id, file_id, ended_on, was_ends_on, recorded_at)
    select id, ${made.fileId}, ${first.endedOn}, ends_on, ${made.at}
    from policies where number = any(${numbers}::text[])
    on conflict do nothing`;
  await sql`
    update policies set ends_on = ${first.endedOn} where number = any(${numbers}::text[])`;
}

/** Whom the file ended, by name. */
export async function listEndings(sql: Sql, fileId: number): Promise<RosterEnding[]> {
  return await sql<RosterEnding[]>`
    select o.number as "policyNumber", p.surname, p.name, p.patronymic,
           e.was_ends_on as "wasEndsOn", e.ended_on as "endedOn"
    from roster_endings e
    join policies o on o.id = e.policy_id
    join people p on p.id = o.person_id
    where e.file_id = ${fileId}
    order by p.surname, p.name, o.number`;
}
