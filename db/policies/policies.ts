import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { ConsentGap } from "../../domain/franchise.ts";
import type { Sql } from "../connection.ts";
import { type CabinetLook, journalledRows } from "../staff/journal.ts";
import { gapsOfFranchise, joinRenewal } from "../accounts/withdrawals.ts";

/** A policy by its roster: whose it is, and its terms. */
export interface PolicyTerms {
  id: number;
  number: string;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  representativeId: number | null;
  ward: boolean;
  employer: string;
  programme: string;
  startsOn: LocalDate;
  endsOn: LocalDate;
  franchiseRateBp: number;
  region: string | null;
  timeZone: string;
}

/** A policy as «Мои полисы» shows it, with its calendar for the days' explanation. */
export interface PolicyRow extends PolicyTerms {
  franchiseId: number | null;
  consentedAt: Instant | null;
  consentedOn: LocalDate | null;
  activeFrom: LocalDate | null;
  emergencySpells: { from: LocalDate; until: LocalDate | null; invoiceId: number }[];
  consentGaps: ConsentGap[];
  owedOverdueKopecks: number;
}

/** Policies of a person and of everyone whom the roster says they represent, of any age. */
export async function listPolicies(sql: Sql, personId: number): Promise<PolicyRow[]> {
  return await sql<PolicyRow[]>`
    ${selectPolicies(sql, personId)}
    order by p.id <> ${personId}, p.birth_date, p.id, o.starts_on desc, o.id`;
}

/**
 * Policies of these people, as far as they are the viewer or represented by them; that others' were
 * shown is journalled.
 */
export async function showPolicies(
  sql: Sql,
  look: CabinetLook & { personIds: number[] },
): Promise<PolicyRow[]> {
  const { viewerId, personIds } = look;
  const rows = sql`${selectPolicies(sql, viewerId)} and p.id = any(${personIds}::bigint[])`;
  return await sql<PolicyRow[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "personId" })}
    order by "personId" <> ${viewerId}, "birthDate", "personId", "startsOn" desc, id`;
}

function selectPolicies(sql: Sql, personId: number) {
  return sql`
    select ${policyTerms(sql)},
           f.id as "franchiseId", coalesce(n.consented_at, f.consented_at) as "consentedAt",
           coalesce(n.consented_on, f.consented_on) as "consentedOn",
           coalesce(n.active_from, f.active_from) as "activeFrom",
           ${gapsOfFranchise(sql)} as "consentGaps",
           coalesce((select json_agg(json_build_object('from', s.starts_on, 'until', s.until,
                                                       'invoiceId', s.invoice_id)
                                     order by s.starts_on)
                     from emergency_spells s where s.policy_id = o.id), '[]') as "emergencySpells",
           coalesce((select sum(b.owed_kopecks) from invoices i
                     join invoice_balances b on b.invoice_id = i.id
                     where i.policy_id = o.id and i.defaulted_at is not null
                       and b.owed_kopecks > 0), 0)::bigint as "owedOverdueKopecks"
    from ${policyTables(sql)}
    ${joinRenewal(sql)}
    where (p.id = ${personId} or p.representative_id = ${personId})`;
}

/** Columns of {@linkcode PolicyTerms}, from {@linkcode policyTables}. */
export function policyTerms(sql: Sql) {
  return sql`
    o.id, o.number, p.id as "personId", p.surname, p.name, p.patronymic,
    p.birth_date as "birthDate", p.representative_id as "representativeId", p.ward,
    e.name as employer, g.name as programme, o.starts_on as "startsOn", o.ends_on as "endsOn",
    o.franchise_rate_bp as "franchiseRateBp", e.region, e.time_zone as "timeZone"`;
}

/** The policy `o`, its person `p`, employer `e` and programme `g`, and its franchise `f` if any. */
export function policyTables(sql: Sql) {
  return sql`
    policies o
    join people p on p.id = o.person_id
    join employers e on e.id = p.employer_id
    join programmes g on g.id = o.programme_id
    left join franchises f on f.policy_id = o.id`;
}
