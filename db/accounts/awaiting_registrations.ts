import type { LocalDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";
import { isEmployer, isWho, isWithinDays, type ListFilter } from "../staff/list_filter.ts";

export interface AwaitingRegistration {
  id: number;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  employer: string;
  personnelNumber: string;
  phone: Phone;
  email: string;
  confirmedAt: string;
  /** The person or the phone has an account already: this can only be refused. */
  taken: boolean;
}

/** Registrations whose phone the roster lacks, the oldest first: staff compare and decide. */
export async function listAwaitingRegistrations(
  sql: Sql,
  { filter, offset, limit }: { filter: ListFilter; offset: number; limit: number },
): Promise<AwaitingRegistration[]> {
  return await sql<AwaitingRegistration[]>`
    select r.id, p.id as "personId", p.surname, p.name, p.patronymic, p.birth_date as "birthDate",
           e.name as employer, p.personnel_number as "personnelNumber", r.phone, r.email,
           r.confirmed_at as "confirmedAt",
           exists (select from accounts a where a.person_id = r.person_id and a.closed_at is null)
             or exists (select from accounts a
                        where a.phone = r.phone and a.person_id <> r.person_id) as taken
    from ${awaitingTables(sql)}
    join employers e on e.id = p.employer_id
    where ${awaitingWhere(sql, filter)}
    order by r.confirmed_at, r.id offset ${offset} limit ${limit}`;
}

export async function countAwaitingRegistrations(sql: Sql, filter: ListFilter): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from ${awaitingTables(sql)} where ${awaitingWhere(sql, filter)}`;
  return row!.count;
}

/** The tables that a filter of registrations asks. */
export function awaitingTables(sql: Sql) {
  return sql`registrations r join people p on p.id = r.person_id`;
}

/** Whether a registration waits for staff, and is left by the filter. */
export function awaitingWhere(sql: Sql, filter: ListFilter) {
  return sql`
    r.state = 'awaiting_staff' and ${isWho(sql, "r.person_id", filter)}
    and ${isEmployer(sql, "p.employer_id", filter)}
    and ${isWithinDays(sql, "r.confirmed_at", filter)}`;
}
