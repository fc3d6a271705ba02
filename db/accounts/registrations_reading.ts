import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import { isEmployer, isWho, isWithinDays, type ListFilter } from "../staff/list_filter.ts";

/** A registration that the roster could not vouch for. */
export interface StaffRegistration {
  id: number;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  employer: string;
  personnelNumber: string;
  /** As the roster has it now. */
  rosterPhone: Phone | null;
  phone: Phone;
  email: string;
  confirmedAt: Instant;
  /** The person or the phone has an account already: this can only be refused. */
  taken: boolean;
  /** Null while it waits. */
  decision: {
    made: "confirmed" | "refused";
    staff: string;
    at: Instant;
    /** Null where it was made before reasons were asked for. */
    reason: string | null;
  } | null;
}

/** Those that wait, the oldest first; those that staff have decided, the latest decision first. */
export async function listRegistrations(
  sql: Sql,
  { filter, offset, limit }: { filter: ListFilter; offset: number; limit: number },
): Promise<StaffRegistration[]> {
  const order = filter.part === "decided"
    ? sql`r.decided_at desc, r.id desc`
    : sql`r.confirmed_at, r.id`;
  return await sql<StaffRegistration[]>`
    select ${columns(sql)} from ${registrationTables(sql)} ${moreTables(sql)}
    where ${registrationsWhere(sql, filter)}
    order by ${order} offset ${offset} limit ${limit}`;
}

/** A registration that waits for staff or was decided by them; null for any other. */
export async function findStaffRegistration(
  sql: Sql,
  id: number,
): Promise<StaffRegistration | null> {
  const [row] = await sql<StaffRegistration[]>`
    select ${columns(sql)} from ${registrationTables(sql)} ${moreTables(sql)}
    where r.id = ${id} and (r.state = 'awaiting_staff' or r.decided_by is not null)`;
  return row ?? null;
}

export async function countRegistrations(sql: Sql, filter: ListFilter): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from ${registrationTables(sql)}
    where ${registrationsWhere(sql, filter)}`;
  return row!.count;
}

function columns(sql: Sql) {
  return sql`
    r.id, p.id as "personId", p.surname, p.name, p.patronymic, p.birth_date as "birthDate",
    e.name as employer, p.personnel_number as "personnelNumber", p.phone as "rosterPhone", r.phone,
    r.email, r.confirmed_at as "confirmedAt",
    exists (select from accounts a where a.person_id = r.person_id and a.closed_at is null)
      or exists (select from accounts a
                 where a.phone = r.phone and a.person_id <> r.person_id) as taken,
    case when r.decided_by is not null then json_build_object(
      'made', case r.state when 'refused' then 'refused' else 'confirmed' end,
      'staff', s.name, 'reason', r.reason,
      'at', ${instantJson(sql, "r.decided_at")})
    end as decision`;
}

/** What is joined to show registrations, and leaves their number as it is. */
function moreTables(sql: Sql) {
  return sql`join employers e on e.id = p.employer_id left join staff s on s.id = r.decided_by`;
}

/** The tables that a filter of registrations asks. */
export function registrationTables(sql: Sql) {
  return sql`registrations r join people p on p.id = r.person_id`;
}

/** Whether a registration waits for staff or was decided by them, and is left by the filter. */
export function registrationsWhere(sql: Sql, filter: ListFilter) {
  return sql`
    ${filter.part === "decided" ? sql`r.decided_by is not null` : sql`r.state = 'awaiting_staff'`}
    and ${isWho(sql, "r.person_id", filter)}
    and ${isEmployer(sql, "p.employer_id", filter)}
    and ${isWithinDays(sql, "r.confirmed_at", filter)}`;
}
