import type { Instant, LocalDate } from "../../domain/local_date.ts";
import { serviceEndsOn } from "../accounts/withdrawals.ts";
import type { Sql } from "../connection.ts";

/** An activated franchise, with whose it is. */
export interface VisitedFranchise {
  franchiseId: number;
  personId: number;
  birthDate: LocalDate;
  representativeId: number | null;
  ward: boolean;
  activeFrom: LocalDate;
  /** Or of the service, where the consent was withdrawn. */
  policyEndsOn: LocalDate;
  timeZone: string;
}

/** @returns null where it is not activated yet */
export async function readVisitedFranchise(
  sql: Sql,
  franchiseId: number,
): Promise<VisitedFranchise | null> {
  const [row] = await sql<VisitedFranchise[]>`
    ${selectVisited(sql)} and f.id = ${franchiseId}`;
  return row ?? null;
}

/** Activated franchises of a person and of those whom they represent. */
export async function listVisitedFranchises(
  sql: Sql,
  personId: number,
): Promise<VisitedFranchise[]> {
  return await sql<VisitedFranchise[]>`
    ${selectVisited(sql)} and (p.id = ${personId} or p.representative_id = ${personId})`;
}

function selectVisited(sql: Sql) {
  return sql`
    select f.id as "franchiseId", p.id as "personId", p.birth_date as "birthDate",
           p.representative_id as "representativeId", p.ward, f.active_from as "activeFrom",
           ${serviceEndsOn(sql)} as "policyEndsOn", e.time_zone as "timeZone"
    from franchises f
    join policies o on o.id = f.policy_id
    join people p on p.id = o.person_id
    join employers e on e.id = p.employer_id
    where f.activated_at is not null`;
}

export interface Visitor {
  timeZone: string;
  registeredAt: Instant | null;
  /** The personal-data consent was withdrawn: there is no cabinet to look into. */
  closedAt: Instant | null;
  lastAt: Instant | null;
  /** When the last reminder to look in was due, whatever became of it. */
  remindedAt: Instant | null;
  /** As registered, else as the roster has it. */
  hasEmail: boolean;
}

export async function readVisitor(sql: Sql, personId: number): Promise<Visitor> {
  const [row] = await sql<Visitor[]>`
    select e.time_zone as "timeZone", a.registered_at as "registeredAt",
           a.closed_at as "closedAt",
           a.last_opened_at as "lastAt", coalesce(a.email, p.email) is not null as "hasEmail",
           (select max(due_at) from notices
            where person_id = p.id and template = 'look_in') as "remindedAt"
    from people p
    join employers e on e.id = p.employer_id
    left join accounts a on a.person_id = p.id
    where p.id = ${personId}`;
  if (!row) throw new Error(`There is no person ${personId}`);
  return row;
}
