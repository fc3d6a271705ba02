import type { CalendarData } from "../../domain/calendar.ts";
import type { ContactKind } from "../../domain/contact.ts";
import type {
  DecisionKind,
  DecisionOutcome,
  PaymentFinding,
  RefundFinding,
} from "../../domain/decision.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PaymentState } from "../../domain/payment.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import { freeMoney, refundsOfAttempt, type ShownRefund } from "../payments/refunds.ts";
import type { DocumentKind } from "../documents.ts";
import { type PersonServices, servicesOfPerson } from "./person_services.ts";

/** What there is of a person besides policies, invoices and notices, newest first. */
export interface PersonPast extends PersonServices {
  payments: PersonPayment[];
  consents: PersonConsent[];
  contactChanges: { id: number; kind: ContactKind; confirmedAt: Instant }[];
  decisions: PersonDecision[];
  /** What is theirs beyond what they owe. */
  freeKopecks: Kopecks;
  /** Logged in now. */
  devices: number;
  /** The newest: it tells what lies ahead. */
  calendar: CalendarData;
}

export interface PersonPayment {
  id: string;
  state: PaymentState;
  reason: string | null;
  amountKopecks: Kopecks;
  invoiceIds: number[];
  createdAt: Instant;
  capturedAt: Instant | null;
  settledAt: Instant | null;
  refunds: ShownRefund[];
}

export interface PersonConsent {
  id: number;
  kind: DocumentKind;
  version: number | null;
  sha256: string | null;
  policyNumber: string | null;
  /** Who gave it, where that is not the person. */
  givenBy: { id: number; surname: string; name: string; patronymic: string | null } | null;
  source: string;
  signedByCode: boolean;
  phone: Phone | null;
  givenAt: Instant;
  withdrawnAt: Instant | null;
}

/** As {@linkcode DecisionRow} tells one, as far as a list needs it. */
export interface PersonDecision {
  id: number;
  kind: DecisionKind;
  invoiceId: number | null;
  policyNumber: string | null;
  amountKopecks: Kopecks | null;
  untilOn: LocalDate | null;
  found: PaymentFinding["found"] | RefundFinding | null;
  capturedAt: Instant | null;
  proposedBy: string;
  proposedAt: Instant;
  expiresAt: Instant | null;
  outcome: DecisionOutcome | null;
  decidedBy: string | null;
  decidedAt: Instant | null;
  timeZone: string;
}

/** Of payments and decisions the latest; of the rest all. */
const SHOWN = 50;

/** Columns of {@linkcode PersonPast} for the person `p` with employer `e`, as they stand at `at`. */
export function pastOfPerson(sql: Sql, at: Instant) {
  return sql`
    (select content from calendar_versions order by id desc limit 1) as calendar,
    (select count(*) from sessions s join accounts a on a.id = s.account_id
     where a.person_id = p.id and s.expires_at > ${at}) as devices,
    ${servicesOfPerson(sql)}, ${paymentsOf(sql)} as payments, ${consentsOf(sql)} as consents,
    coalesce((select json_agg(json_build_object(
                'id', c.id, 'kind', c.kind, 'confirmedAt', ${instantJson(sql, "c.confirmed_at")})
                order by c.id desc)
              from contact_changes c join accounts a on a.id = c.account_id
              where a.person_id = p.id and c.confirmed_at is not null), '[]') as "contactChanges",
    ${decisionsOf(sql)} as decisions, ${freeMoney(sql, sql`p.id`)} as "freeKopecks"`;
}

function paymentsOf(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'id', t.id, 'state', t.state, 'reason', t.reason,
                'amountKopecks', t.amount_kopecks, 'createdAt', ${instantJson(sql, "t.created_at")},
                'capturedAt', ${instantJson(sql, "t.captured_at")},
                'settledAt', ${instantJson(sql, "t.settled_at")},
                'refunds', ${refundsOfAttempt(sql, sql`t.id`)},
                'invoiceIds', (select json_agg(a.invoice_id order by a.invoice_id)
                               from payment_allocations a where a.attempt_id = t.id))
                order by t.created_at desc, t.id)
              from (select * from payment_attempts where payer_id = p.id
                    order by created_at desc limit ${SHOWN}) t), '[]')`;
}

function consentsOf(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'id', c.id, 'kind', c.kind, 'version', d.version, 'sha256', d.sha256,
                'policyNumber', o.number, 'source', c.source,
                'signedByCode', c.challenge_id is not null, 'phone', c.phone,
                'givenBy', case when q.id <> p.id then json_build_object(
                  'id', q.id, 'surname', q.surname, 'name', q.name,
                  'patronymic', q.patronymic) end,
                'givenAt', ${instantJson(sql, "c.given_at")},
                'withdrawnAt', ${
    instantJson(sql, "w.withdrawn_at")
  }) order by c.given_at desc, c.id desc)
              from consents c
              join people q on q.id = c.given_by
              left join documents d on d.id = c.document_id
              left join policies o on o.id = c.policy_id
              left join withdrawals w on w.consent_id = c.id
              where c.person_id = p.id), '[]')`;
}

function decisionsOf(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'id', d.id, 'kind', d.kind, 'invoiceId', d.invoice_id, 'policyNumber', o.number,
                'amountKopecks', d.amount_kopecks, 'untilOn', d.until_on,
                'found', d.found, 'capturedAt', ${instantJson(sql, "d.captured_at")},
                'proposedBy', a.name, 'proposedAt', ${instantJson(sql, "d.proposed_at")},
                'expiresAt', ${instantJson(sql, "d.expires_at")}, 'outcome', d.outcome,
                'decidedBy', z.name, 'decidedAt', ${instantJson(sql, "d.decided_at")},
                'timeZone', e.time_zone) order by d.id desc)
              from (select * from decisions known
                    where known.person_id = p.id
                       or known.spell_id in (
                         select s.id from emergency_spells s join policies y on y.id = s.policy_id
                         where y.person_id = p.id)
                       or known.invoice_id in (
                         select i.id from invoices i join policies y on y.id = i.policy_id
                         where y.person_id = p.id)
                    order by known.id desc limit ${SHOWN}) d
              join staff a on a.id = d.proposed_by
              left join staff z on z.id = d.decided_by
              left join invoices i on i.id = d.invoice_id
              left join emergency_spells s on s.id = d.spell_id
              left join policies o on o.id = coalesce(i.policy_id, s.policy_id)), '[]')`;
}
