import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { RosterEntry } from "../../domain/roster_row.ts";
import type { Sql } from "../connection.ts";

/** A policy that exists already, and whose it is. */
export interface KnownPolicy {
  personId: number;
  employerId: number;
  employer: string;
  personnelNumber: string;
  birthDate: LocalDate;
  ward: boolean;
}

export async function knownPolicies(
  sql: Sql,
  numbers: string[],
): Promise<Map<string, KnownPolicy>> {
  const rows = await sql<{
    number: string;
    person_id: number;
    employer_id: number;
    employer: string;
    personnel_number: string;
    birth_date: LocalDate;
    ward: boolean;
  }[]>`
    select p.number, p.person_id, h.employer_id, e.name as employer, h.personnel_number,
           h.birth_date, h.ward
    from policies p join people h on h.id = p.person_id join employers e on e.id = h.employer_id
    where p.number = any(${numbers}::text[])`;
  return new Map(rows.map((row) => [row.number, {
    personId: row.person_id,
    employerId: row.employer_id,
    employer: row.employer,
    personnelNumber: row.personnel_number,
    birthDate: row.birth_date,
    ward: row.ward,
  }]));
}

export interface KnownEmployee {
  id: number;
  surname: string;
  name: string;
  birthDate: LocalDate;
}

/** The employer's people of these personnel numbers, by number. */
export async function knownEmployees(
  sql: Sql,
  employerId: number,
  personnelNumbers: string[],
): Promise<Map<string, KnownEmployee>> {
  const rows = await sql<{
    id: number;
    personnel_number: string;
    surname: string;
    name: string;
    birth_date: LocalDate;
  }[]>`
    select id, personnel_number, surname, name, birth_date from people
    where employer_id = ${employerId} and personnel_number = any(${personnelNumbers}::text[])`;
  return new Map(rows.map((row) => [row.personnel_number, {
    id: row.id,
    surname: row.surname,
    name: row.name,
    birthDate: row.birth_date,
  }]));
}

/** Which of these programmes are of the emergency kind. */
export async function emergencyProgrammes(sql: Sql, names: string[]): Promise<Set<string>> {
  const rows = await sql<{ name: string }[]>`
    select name from programmes where kind = 'emergency' and name = any(${names}::text[])`;
  return new Set(rows.map((row) => row.name));
}

export interface RosterPart {
  employerId: number;
  entries: readonly RosterEntry[];
  at: Instant;
}

/** Keys of the rows that were written, by what happened to them. */
export interface Written {
  added: string[];
  changed: string[];
}

/**
 * Adds and updates people by personnel number. A phone, e-mail or sex that the roster leaves out
 * stays as it was known.
 */
export async function writePeople(sql: Sql, part: RosterPart): Promise<Written> {
  // The last of several rows of one person (two policies) counts.
  const byNumber = new Map(part.entries.map((entry) => [entry.personnelNumber, entry]));
  const rows = [...byNumber.values()].map((entry) => ({
    employer_id: part.employerId,
    personnel_number: entry.personnelNumber,
    surname: entry.surname,
    name: entry.name,
    patronymic: entry.patronymic,
    birth_date: entry.birthDate,
    sex: entry.sex,
    phone: entry.phone,
    email: entry.email,
    recorded_at: part.at,
  }));
  if (rows.length === 0) return { added: [], changed: [] };
  const written = await sql<{ key: string; added: boolean }[]>`
    insert into people ${sql(rows)}
    on conflict (employer_id, personnel_number) do update
      set surname = excluded.surname, name = excluded.name, patronymic = excluded.patronymic,
          birth_date = excluded.birth_date, sex = coalesce(excluded.sex, people.sex),
          phone = coalesce(excluded.phone, people.phone),
          email = coalesce(excluded.email, people.email)
      where (people.surname, people.name, people.patronymic, people.birth_date, people.sex,
             people.phone, people.email)
        is distinct from (excluded.surname, excluded.name, excluded.patronymic,
          excluded.birth_date, coalesce(excluded.sex, people.sex),
          coalesce(excluded.phone, people.phone), coalesce(excluded.email, people.email))
    returning personnel_number as key, xmax = 0 as added`;
  return split(written);
}

/** Adds and updates policies by number; programmes that are new are group programmes. */
export async function writePolicies(sql: Sql, part: RosterPart): Promise<Written> {
  if (part.entries.length === 0) return { added: [], changed: [] };
  const programmes = [...new Set(part.entries.map((entry) => entry.programme))];
  await sql`
    insert into programmes (name, kind)
    select name, 'group' from unnest(${programmes}::text[]) as name
    on conflict do nothing`;
  const written = await sql<{ key: string; added: boolean }[]>`
    insert into policies as p (number, person_id, programme_id, starts_on, ends_on,
                               franchise_rate_bp, recorded_at)
    select r.number, h.id, m.id, r.starts_on, r.ends_on, r.rate, ${part.at}
    from unnest(${part.entries.map((entry) => entry.policyNumber)}::text[],
                ${part.entries.map((entry) => entry.personnelNumber)}::text[],
                ${part.entries.map((entry) => entry.programme)}::text[],
                ${part.entries.map((entry) => entry.startsOn)}::date[],
                ${part.entries.map((entry) => entry.endsOn)}::date[],
                ${part.entries.map((entry) => entry.rateBasisPoints)}::int[])
      as r (number, personnel_number, programme, starts_on, ends_on, rate)
    join people h on h.employer_id = ${part.employerId}
      and h.personnel_number = r.personnel_number
    join programmes m on m.name = r.programme
    on conflict (number) do update
      set programme_id = excluded.programme_id, starts_on = excluded.starts_on,
          ends_on = excluded.ends_on, franchise_rate_bp = excluded.franchise_rate_bp
      where (p.programme_id, p.starts_on, p.ends_on, p.franchise_rate_bp)
        is distinct from (excluded.programme_id, excluded.starts_on, excluded.ends_on,
          excluded.franchise_rate_bp)
    returning number as key, xmax = 0 as added`;
  return split(written);
}

/**
 * Links people to their representatives by the number of the representative's own policy; a blank
 * one unlinks.
 *
 * @returns personnel numbers of those whose representative is another now
 */
export async function writeRepresentatives(sql: Sql, part: RosterPart): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    update people h set representative_id = r.representative_id
    from (
      select s.personnel_number, p.person_id as representative_id
      from unnest(${part.entries.map((entry) => entry.personnelNumber)}::text[],
                  ${part.entries.map((entry) => entry.representativePolicy)}::text[])
        as s (personnel_number, policy_number)
      left join policies p on p.number = s.policy_number
    ) as r
    where h.employer_id = ${part.employerId} and h.personnel_number = r.personnel_number
      and h.representative_id is distinct from r.representative_id
    returning h.personnel_number as key`;
  return rows.map((row) => row.key);
}

/**
 * Notes who is a ward and who no longer is.
 *
 * @returns personnel numbers of those of whom it changed
 */
export async function writeWards(sql: Sql, part: RosterPart): Promise<string[]> {
  // The last of several rows of one person (two policies) counts.
  const stated = new Map(part.entries.map((entry) => [entry.personnelNumber, entry.ward]));
  const wards = [...stated].filter(([, ward]) => ward).map(([personnelNumber]) => personnelNumber);
  const rows = await sql<{ key: string }[]>`
    update people set ward = not ward
    where employer_id = ${part.employerId} and personnel_number = any(${[...stated.keys()]}::text[])
      and ward <> (personnel_number = any(${wards}::text[]))
    returning personnel_number as key`;
  return rows.map((row) => row.key);
}

/** The franchises opened under these policies. */
export async function franchisesOfPolicies(sql: Sql, numbers: string[]): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select f.id from franchises f join policies p on p.id = f.policy_id
    where p.number = any(${numbers}::text[]) order by f.id`;
  return rows.map((row) => row.id);
}

function split(written: readonly { key: string; added: boolean }[]): Written {
  return {
    added: written.filter((row) => row.added).map((row) => row.key),
    changed: written.filter((row) => !row.added).map((row) => row.key),
  };
}
