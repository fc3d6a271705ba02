import type { LocalDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";

/** A person as the roster has them, with what a registration is compared with. */
export interface RosterPerson {
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  phone: Phone | null;
  ward: boolean;
  timeZone: string;
}

/** People with this policy number, or with this personnel number at any employer. */
export async function findRosterPeople(
  sql: Sql,
  key: { policyNumber: string | null; personnelNumber: string | null },
): Promise<RosterPerson[]> {
  return await sql<RosterPerson[]>`
    select p.id as "personId", p.surname, p.name, p.patronymic, p.birth_date as "birthDate",
           p.phone, p.ward, e.time_zone as "timeZone"
    from people p join employers e on e.id = p.employer_id
    where (${key.policyNumber}::text is null
           or exists (select 1 from policies o where o.person_id = p.id and o.number = ${key.policyNumber}))
      and (${key.personnelNumber}::text is null or p.personnel_number = ${key.personnelNumber})
      and num_nonnulls(${key.policyNumber}::text, ${key.personnelNumber}::text) > 0
    order by p.id
    limit 20`;
}

export interface Account {
  accountId: number;
  personId: number;
  phone: Phone;
}

/** The account that may be logged in to with this phone; a closed one is as good as none. */
export async function findAccountByPhone(sql: Sql, phone: Phone): Promise<Account | null> {
  const [row] = await sql<Account[]>`
    select id as "accountId", person_id as "personId", phone from accounts
    where phone = ${phone} and closed_at is null`;
  return row ?? null;
}

export interface NewAccount {
  personId: number;
  phone: string;
  email: string;
  at: string;
}

/**
 * Opens an account, or the person's own closed one again; a person or phone registered before keeps
 * the account it has.
 */
export async function openAccount(sql: Sql, account: NewAccount): Promise<number | null> {
  const [reopened] = await sql<{ id: number }[]>`
    update accounts
    set phone = ${account.phone}, email = ${account.email}, registered_at = ${account.at},
        closed_at = null
    where person_id = ${account.personId} and closed_at is not null
    returning id`;
  if (reopened) return reopened.id;
  const [made] = await sql<{ id: number }[]>`
    insert into accounts (person_id, phone, email, registered_at)
    values (${account.personId}, ${account.phone}, ${account.email}, ${account.at})
    on conflict do nothing
    returning id`;
  return made?.id ?? await findAccount(sql, account);
}

/** The person's account with this very phone. */
export async function findAccount(
  sql: Sql,
  { personId, phone }: { personId: number; phone: string },
): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select id from accounts where person_id = ${personId} and phone = ${phone}`;
  return row?.id ?? null;
}

/**
 * Whether the person has an open account, or somebody else has one with this phone: a closed one
 * keeps its phone too, as what the contract has to tell goes there.
 */
export async function isTaken(
  sql: Sql,
  { personId, phone }: { personId: number; phone: string },
): Promise<boolean> {
  const [row] = await sql<{ taken: boolean }[]>`
    select exists (
      select from accounts
      where case when person_id = ${personId} then closed_at is null else phone = ${phone} end
    ) as taken`;
  return row!.taken;
}

export interface NewRegistration {
  personId: number;
  phone: Phone;
  email: string;
  agreementId: number;
  personalDataId: number;
  ip: string;
  userAgent: string | null;
  at: string;
}

export async function insertRegistration(sql: Sql, request: NewRegistration): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into registrations (person_id, phone, email, agreement_id, personal_data_id, state, ip,
                               user_agent, requested_at)
    values (${request.personId}, ${request.phone}, ${request.email}, ${request.agreementId},
            ${request.personalDataId}, 'code_sent', ${request.ip}, ${request.userAgent},
            ${request.at})
    returning id`;
  return row!.id;
}

export interface Registration {
  id: number;
  personId: number;
  phone: string;
  email: string;
  agreementId: number;
  personalDataId: number;
  state: "code_sent" | "awaiting_staff" | "done" | "refused";
  rosterPhone: string | null;
  /** When the phone's code was typed. */
  confirmedAt: string | null;
  ip: string | null;
  userAgent: string | null;
  /** The challenge whose code confirmed the phone, where one did. */
  challengeId: string | null;
}

export async function lockRegistration(sql: Sql, id: number): Promise<Registration | null> {
  const [row] = await sql<Registration[]>`
    select r.id, r.person_id as "personId", r.phone, r.email, r.agreement_id as "agreementId",
           r.personal_data_id as "personalDataId", r.state, p.phone as "rosterPhone",
           r.confirmed_at as "confirmedAt", r.ip,
           r.user_agent as "userAgent",
           (select c.id from challenges c where c.registration_id = r.id and c.used_at is not null
            order by c.used_at desc limit 1) as "challengeId"
    from registrations r join people p on p.id = r.person_id
    where r.id = ${id}
    for update of r`;
  return row ?? null;
}

export async function setRegistrationState(
  sql: Sql,
  change: {
    id: number;
    state: Registration["state"];
    at: string;
    /** Of staff's decision alone. */
    decision: { staffId: number; reason: string } | null;
  },
): Promise<void> {
  const { staffId = null, reason = null } = change.decision ?? {};
  await sql`
    update registrations
    set state = ${change.state},
        confirmed_at = coalesce(confirmed_at, ${change.at}),
        decided_by = coalesce(${staffId}, decided_by),
        decided_at = case when ${staffId}::bigint is null then decided_at else ${change.at} end,
        reason = coalesce(${reason}, reason)
    where id = ${change.id}`;
}
