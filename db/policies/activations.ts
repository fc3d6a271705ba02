import type { Instant, LocalDate } from "../../domain/local_date.ts";
import { joinRenewal } from "../accounts/withdrawals.ts";
import type { Sql } from "../connection.ts";

/** A policy with what decides whether and from when its franchise may be activated. */
export interface PolicyToActivate {
  id: number;
  number: string;
  personId: number;
  representativeId: number | null;
  ward: boolean;
  birthDate: LocalDate;
  startsOn: LocalDate;
  endsOn: LocalDate;
  region: string | null;
  timeZone: string;
  franchise: {
    id: number;
    consentedOn: LocalDate;
    activeFrom: LocalDate;
    /** A withdrawal after which nobody has consented again. */
    withdrawal: { id: number; withdrawnAt: Instant } | null;
  } | null;
}

/** Reads a policy and locks it until the transaction ends: two activations of it take turns. */
export async function lockPolicy(sql: Sql, policyId: number): Promise<PolicyToActivate | null> {
  const locked = await sql`select id from policies where id = ${policyId} for no key update`;
  if (locked.length === 0) return null;
  const [policy] = await policiesToActivate(sql, { ids: [policyId] });
  return policy ?? null;
}

/** The policies of these numbers, in no order; unknown numbers are left out. */
export function policiesByNumber(sql: Sql, numbers: string[]): Promise<PolicyToActivate[]> {
  return policiesToActivate(sql, { numbers });
}

async function policiesToActivate(
  sql: Sql,
  wanted: { ids?: number[]; numbers?: string[] },
): Promise<PolicyToActivate[]> {
  const rows = await sql<PolicyRow[]>`
    select p.id, p.number, p.person_id, h.representative_id, h.ward, h.birth_date, p.starts_on,
           p.ends_on, e.region, e.time_zone, f.id as franchise_id,
           coalesce(n.consented_on, f.consented_on) as consented_on,
           coalesce(n.active_from, f.active_from) as active_from,
           w.id as withdrawal_id, w.withdrawn_at
    from policies p
    join people h on h.id = p.person_id
    join employers e on e.id = h.employer_id
    left join franchises f on f.policy_id = p.id
    ${joinRenewal(sql)}
    left join withdrawals w on w.franchise_id = f.id
      and not exists (select from franchise_renewals where withdrawal_id = w.id)
    where p.id = any(${wanted.ids ?? []}::bigint[])
       or p.number = any(${wanted.numbers ?? []}::text[])`;
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    personId: row.person_id,
    representativeId: row.representative_id,
    ward: row.ward,
    birthDate: row.birth_date,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    region: row.region,
    timeZone: row.time_zone,
    franchise: row.franchise_id !== null && row.consented_on !== null && row.active_from !== null
      ? {
        id: row.franchise_id,
        consentedOn: row.consented_on,
        activeFrom: row.active_from,
        withdrawal: row.withdrawal_id !== null && row.withdrawn_at !== null
          ? { id: row.withdrawal_id, withdrawnAt: row.withdrawn_at }
          : null,
      }
      : null,
  }));
}

interface PolicyRow {
  id: number;
  number: string;
  person_id: number;
  representative_id: number | null;
  ward: boolean;
  birth_date: LocalDate;
  starts_on: LocalDate;
  ends_on: LocalDate;
  region: string | null;
  time_zone: string;
  franchise_id: number | null;
  consented_on: LocalDate | null;
  active_from: LocalDate | null;
  withdrawal_id: number | null;
  withdrawn_at: Instant | null;
}

/** Whether the document is the version of the franchise terms in force on a day: no other can be consented to. */
export async function areTermsInForce(
  sql: Sql,
  documentId: number,
  on: LocalDate,
): Promise<boolean> {
  const [row] = await sql<{ id: number }[]>`
    select id from documents where kind = 'franchise_terms' and effective_from <= ${on}
    order by version desc limit 1`;
  return row?.id === documentId;
}

export interface NewFranchise {
  policyId: number;
  consentId: number;
  consentedAt: Instant;
  consentedOn: LocalDate;
  activeFrom: LocalDate;
  calendarVersionId: number;
  recordedAt: Instant;
}

export async function insertFranchise(sql: Sql, franchise: NewFranchise): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into franchises (policy_id, consent_id, consented_at, consented_on, active_from,
                            calendar_version_id, recorded_at)
    values (${franchise.policyId}, ${franchise.consentId}, ${franchise.consentedAt},
            ${franchise.consentedOn}, ${franchise.activeFrom}, ${franchise.calendarVersionId},
            ${franchise.recordedAt})
    returning id`;
  return row!.id;
}
