import { CLINICS_ON_A_PAGE, type ClinicSearch, searchStems } from "../../domain/clinic_search.ts";
import type { ConsentGap, EmergencySpell } from "../../domain/franchise.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { ProgrammeClinic, ProgrammeItem } from "../../domain/programme.ts";
import { gapsOfFranchise, joinRenewal } from "../accounts/withdrawals.ts";
import type { Sql } from "../connection.ts";
import { type CabinetLook, journalledRows } from "../staff/journal.ts";
import { policyTables, type PolicyTerms, policyTerms } from "./policies.ts";
import { clinicAsJson, itemsOfEdition, latestEdition } from "./programmes.ts";

/** A policy's terms and what tells, by dates alone, whether it serves today. */
export interface PolicyInShort extends PolicyTerms {
  /** First day of service; null where the person has not consented. */
  activeFrom: LocalDate | null;
  emergencySpells: EmergencySpell[];
  consentGaps: ConsentGap[];
}

/** A city, or a kind of care, with how many of the programme's clinics have it. */
export interface Choice {
  value: string;
  count: number;
}

export interface PolicyProgramme extends PolicyInShort {
  /** When the latest edition came; null where nobody has told what the programme pays for. */
  setAt: Instant | null;
  items: ProgrammeItem[];
  /** What remains paid for during an emergency spell. */
  emergencyItems: ProgrammeItem[];
  /** Of the whole programme, those of most clinics first. */
  cities: Choice[];
  care: Choice[];
  clinicCount: number;
  /** How many the search has found, and one page of them: the city of most clinics first. */
  foundCount: number;
  found: ProgrammeClinic[];
}

/** Whose policies may be looked at; that another's was shown is journalled. */
interface Look extends CabinetLook {
  policyId: number;
  personIds: number[];
}

/**
 * A policy in short where it is of one of these people, and they are the viewer or represented by
 * them; null else.
 */
export async function showPolicyInShort(sql: Sql, look: Look): Promise<PolicyInShort | null> {
  const rows = sql`select ${policyInShort(sql)} ${fromPolicy(sql, look)}`;
  const [row] = await sql<PolicyInShort[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "personId" })}`;
  return row ?? null;
}

/** The same with its programme and one page of the clinics that a search finds, in one query. */
export async function showPolicyProgramme(
  sql: Sql,
  { search, ...look }: Look & { search: ClinicSearch },
): Promise<PolicyProgramme | null> {
  const { city, care, page } = search;
  const stems = searchStems(search.words).map((stem) => ` ${stem}`);
  const rows = sql`
    with policy as (
      select ${policyInShort(sql)}, v.id as edition_id, v.recorded_at as "setAt",
             ${itemsOfEdition(sql)} as items
      ${fromPolicy(sql, look)}
    ), clinic as materialized (
      select c.*, count(*) over (partition by c.city) as of_city
      from programme_clinics c join policy on policy.edition_id = c.edition_id
    ), found as materialized (
      select c.* from clinic c
      where not exists (select from unnest(${stems}::text[]) as stem
                        where position(stem in c.words) = 0)
        and (c.city = ${city} or not exists (select from clinic where city = ${city}))
        and (${care} = any(c.care) or not exists (select from clinic where ${care} = any(care)))
    )
    select policy.*,
           (select coalesce(json_agg(json_build_object('value', city, 'count', n)
                                     order by n desc, city), '[]')
            from (select city, count(*) as n from clinic group by city) t) as cities,
           (select coalesce(json_agg(json_build_object('value', value, 'count', n)
                                     order by n desc, value), '[]')
            from (select value, count(*) as n from clinic, unnest(care) as value
                  group by value) t) as care,
           (select count(*) from clinic) as "clinicCount",
           (select count(*) from found) as "foundCount",
           (select coalesce(json_agg(${clinicAsJson(sql)}
                                     order by c.of_city desc, c.city, c.name, c.position), '[]')
            from (select * from found order by of_city desc, city, name, position
                  limit ${CLINICS_ON_A_PAGE} offset ${(page - 1) * CLINICS_ON_A_PAGE}) c) as found,
           (select ${itemsOfEdition(sql)} from programmes g
            join lateral (${latestEdition(sql)}) v on true
            where g.kind = 'emergency' order by g.id limit 1) as "emergencyItems"
    from policy`;
  const [row] = await sql<PolicyProgramme[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "personId" })}`;
  return row ?? null;
}

function policyInShort(sql: Sql) {
  return sql`
    ${policyTerms(sql)}, coalesce(n.active_from, f.active_from) as "activeFrom",
    ${gapsOfFranchise(sql)} as "consentGaps",
    coalesce((select json_agg(json_build_object('from', s.starts_on, 'until', s.until)
                              order by s.starts_on)
              from emergency_spells s where s.policy_id = o.id), '[]') as "emergencySpells"`;
}

function fromPolicy(sql: Sql, { policyId, viewerId, personIds }: Look) {
  return sql`
    from ${policyTables(sql)}
    left join lateral (${latestEdition(sql)}) v on true
    ${joinRenewal(sql)}
    where o.id = ${policyId} and p.id = any(${personIds}::bigint[])
      and (p.id = ${viewerId} or p.representative_id = ${viewerId})`;
}
