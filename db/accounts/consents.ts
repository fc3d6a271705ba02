import type { ConsentGap } from "../../domain/franchise.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";
import type { DocumentKind } from "../documents.ts";
import { type CabinetLook, journalledRows } from "../staff/journal.ts";
import { gapsOfFranchise, joinRenewal } from "./withdrawals.ts";

export interface NewConsent {
  personId: number;
  givenBy: number;
  documentId: number | null;
  kind: DocumentKind;
  policyId: number | null;
  source: string;
  challengeId: string | null;
  phone: string | null;
  ip: string | null;
  userAgent: string | null;
  givenAt: string;
  recordedAt: string;
}

/** Writes a consent; the table is append-only (63-FZ, art. 9). */
export async function insertConsent(sql: Sql, consent: NewConsent): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into consents (person_id, given_by, document_id, kind, policy_id, source, challenge_id,
                          phone, ip, user_agent, given_at, recorded_at)
    values (${consent.personId}, ${consent.givenBy}, ${consent.documentId}, ${consent.kind},
            ${consent.policyId}, ${consent.source}, ${consent.challengeId}, ${consent.phone},
            ${consent.ip}, ${consent.userAgent}, ${consent.givenAt}, ${consent.recordedAt})
    returning id`;
  return row!.id;
}

/** How a person's consent stands. */
export type ConsentState =
  | "in_force"
  /** The same was consented to anew: a later version, or another registration. */
  | "superseded"
  | "withdrawn"
  /** The agreement on the use of a cabinet that has been closed since. */
  | "closed";

/** A consent as its giver sees it: what was signed, by whom, how. */
export interface ConsentRow {
  id: number;
  kind: DocumentKind;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  representativeId: number | null;
  ward: boolean;
  /** Who gave it, where that is not the person. */
  givenBy: { surname: string; name: string } | null;
  /** The version that was shown; null for a consent given on paper. */
  document: { version: number; title: string; sha256: string } | null;
  policy: { number: string; endsOn: LocalDate } | null;
  /** `web`, or what the activations file says. */
  source: string;
  /** Whether a code has signed it. */
  signedByCode: boolean;
  phone: Phone | null;
  ip: string | null;
  userAgent: string | null;
  givenAt: Instant;
  state: ConsentState;
  withdrawnAt: Instant | null;
  /** Last day of service after the withdrawal; before its first one where service never opened. */
  serviceEndsOn: LocalDate | null;
  /** Whether service had begun before the withdrawal, or was to begin all the same. */
  serviceServed: boolean;
}

/**
 * Consents of these people, as far as they are the viewer or represented by them, the newest first;
 * that others' were shown is journalled.
 */
export async function showConsents(
  sql: Sql,
  look: CabinetLook & { personIds: number[] },
): Promise<ConsentRow[]> {
  const { viewerId, personIds } = look;
  const rows = sql`
    ${selectConsents(sql)}
    where p.id = any(${personIds}::bigint[])
      and (p.id = ${viewerId} or p.representative_id = ${viewerId})`;
  return await sql<ConsentRow[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "personId" })}
    order by "personId" <> ${viewerId}, "birthDate", "personId", "givenAt" desc, id desc`;
}

function selectConsents(sql: Sql) {
  return sql`
    select c.id, c.kind, p.id as "personId", p.surname, p.name, p.patronymic,
           p.birth_date as "birthDate", p.representative_id as "representativeId", p.ward,
           case when c.given_by <> p.id then json_build_object(
             'surname', q.surname, 'name', q.name) end as "givenBy",
           case when d.id is not null then json_build_object(
             'version', d.version, 'title', d.title, 'sha256', d.sha256) end as document,
           case when o.id is not null then json_build_object(
             'number', o.number, 'endsOn', o.ends_on) end as policy,
           c.source, c.challenge_id is not null as "signedByCode", c.phone, c.ip,
           c.user_agent as "userAgent", c.given_at as "givenAt", ${stateOfConsent(sql)} as state,
           w.withdrawn_at as "withdrawnAt", w.ends_on as "serviceEndsOn",
           coalesce(w.ends_on >= (w.withdrawn_at at time zone e.time_zone)::date, false)
             as "serviceServed"
    from consents c
    join people p on p.id = c.person_id
    join employers e on e.id = p.employer_id
    join people q on q.id = c.given_by
    left join documents d on d.id = c.document_id
    left join policies o on o.id = c.policy_id
    left join withdrawals w on w.consent_id = c.id`;
}

/** The state of consent `c` with its withdrawal `w`. */
function stateOfConsent(sql: Sql) {
  return sql`
    case
      when w.id is not null then 'withdrawn'
      when c.kind = 'user_agreement' and exists (
        select from withdrawals x join consents y on y.id = x.consent_id
        where y.person_id = c.person_id and y.kind = 'personal_data'
          and x.withdrawn_at >= c.given_at) then 'closed'
      when exists (
        select from consents l
        where l.person_id = c.person_id and l.kind = c.kind
          and l.policy_id is not distinct from c.policy_id and l.id > c.id) then 'superseded'
      else 'in_force'
    end`;
}

/** What a withdrawal is decided by, and what its page tells before. */
export interface ConsentToWithdraw {
  id: number;
  kind: DocumentKind;
  state: ConsentState;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  representativeId: number | null;
  ward: boolean;
  timeZone: string;
  region: string | null;
  givenAt: Instant;
  documentVersion: number | null;
  /** Of a consent to the franchise. */
  franchise: {
    id: number;
    policyId: number;
    policyNumber: string;
    policyStartsOn: LocalDate;
    policyEndsOn: LocalDate;
    activeFrom: LocalDate;
    consentGaps: ConsentGap[];
  } | null;
  /** Unpaid ones: the franchise's, or all that the person owes. */
  invoices: { id: number; owedKopecks: Kopecks; dueOn: LocalDate; payerId: number }[];
  /** When the code of the challenge was asked for; null of a consent read by its id. */
  codeAskedAt: Instant | null;
}

/** A consent itself, or the one that a challenge of this account is to withdraw. */
export type WithdrawalKey = { consentId: number } | { challengeId: string; accountId: number };

export async function readConsentToWithdraw(
  sql: Sql,
  key: WithdrawalKey,
): Promise<ConsentToWithdraw | null> {
  const consentId = "consentId" in key ? sql`${key.consentId}` : sql`
    (select consent_id from challenges
     where id = ${key.challengeId} and account_id = ${key.accountId} and purpose = 'withdrawal')`;
  const challengeId = "consentId" in key ? null : key.challengeId;
  const [row] = await sql<ConsentToWithdraw[]>`
    select c.id, c.kind, ${stateOfConsent(sql)} as state, p.id as "personId", p.surname, p.name,
           p.patronymic, p.birth_date as "birthDate", p.representative_id as "representativeId",
           p.ward, e.time_zone as "timeZone", e.region, c.given_at as "givenAt",
           d.version as "documentVersion",
           (select h.created_at from challenges h
            where h.id = ${challengeId}::uuid) as "codeAskedAt",
           case when f.id is not null then json_build_object(
             'id', f.id, 'policyId', o.id, 'policyNumber', o.number,
             'policyStartsOn', o.starts_on, 'policyEndsOn', o.ends_on,
             'activeFrom', coalesce(n.active_from, f.active_from),
             'consentGaps', ${gapsOfFranchise(sql)}) end as franchise,
           coalesce((select json_agg(json_build_object(
                       'id', i.id, 'owedKopecks', b.owed_kopecks, 'dueOn', i.due_on,
                       'payerId', i.payer_id) order by i.due_on, i.id)
                     from invoices i
                     cross join lateral (
                       select owed_kopecks from invoice_balances where invoice_id = i.id
                     ) b
                     where b.owed_kopecks > 0
                       and case when f.id is null then i.payer_id = p.id
                           else i.franchise_id = f.id end), '[]') as invoices
    from consents c
    join people p on p.id = c.person_id
    join employers e on e.id = p.employer_id
    left join documents d on d.id = c.document_id
    left join withdrawals w on w.consent_id = c.id
    left join policies o on o.id = c.policy_id
    left join franchises f on f.policy_id = o.id
    ${joinRenewal(sql)}
    where c.id = ${consentId}`;
  return row ?? null;
}

/** The person's consents to the processing of their data that no withdrawal has ended. */
export async function standingDataConsents(sql: Sql, personId: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select c.id from consents c
    where c.person_id = ${personId} and c.kind = 'personal_data'
      and not exists (select from withdrawals where consent_id = c.id)
    order by c.id desc`;
  return rows.map(({ id }) => id);
}

/** What a code's withdrawal has led to; null where it was not made. */
export async function findWithdrawal(sql: Sql, consentId: number): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select id from withdrawals where consent_id = ${consentId}`;
  return row?.id ?? null;
}
