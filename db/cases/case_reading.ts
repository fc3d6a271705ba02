import type { CalendarData } from "../../domain/calendar.ts";
import type { CallOutcome } from "../../domain/call.ts";
import type { ReminderChannels } from "../../domain/channels.ts";
import type { ConsentGap } from "../../domain/franchise.ts";
import type { Settlement } from "../../domain/invoice.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PaymentState } from "../../domain/payment.ts";
import type { DatedRate } from "../../domain/penalty.ts";
import type { ReminderChannel, ReminderPlan } from "../../domain/reminder_plan.ts";
import type { Sql } from "../connection.ts";
import {
  type ReportedToEmployer,
  reportsOfInvoice,
  withheldAt,
} from "../employers/employer_report_marks.ts";
import { instantJson } from "../instant_json.ts";
import { settlementOf } from "../invoices/settlements.ts";
import { policyTables, type PolicyTerms, policyTerms } from "../policies/policies.ts";
import { datedRates, type KeyRateRow } from "../rates.ts";
import { type CabinetLook, journalledRows } from "../staff/journal.ts";
import { selectTries } from "./calls.ts";
import { pausedThrough, type PauseRow, pausesOfInvoice } from "./decisions.ts";

/** What has happened to an invoice, and by which terms it goes on. */
export interface CaseHistory {
  policyEndsOn: LocalDate;
  /** Null is from before plans were kept. */
  reminderPlan: ReminderPlan | null;
  notices: {
    channel: ReminderChannel;
    template: string;
    state: string;
    detail: string | null;
    dueAt: Instant;
    finishedAt: Instant | null;
    nextTryAt: Instant | null;
    tries: {
      outcome: CallOutcome;
      triedAt: Instant;
      nextTryAt: Instant | null;
      staff: string;
      note: string | null;
    }[];
  }[];
  dueMoves: {
    from: LocalDate;
    to: LocalDate;
    movedAt: Instant;
    source: string;
    calendarVersionId: number;
    by: "calendar" | "staff";
  }[];
  pauses: PauseRow[];
  /** The last day without reminders; null where they were never stopped. */
  pausedThrough: LocalDate | null;
  /** When the employer said that it had withheld it from pay; null where it has not. */
  withheldAt: Instant | null;
  attempts: {
    id: string;
    amountKopecks: Kopecks;
    state: PaymentState;
    reason: string | null;
    createdAt: Instant;
    expiresAt: Instant;
    capturedAt: Instant | null;
    settledAt: Instant | null;
  }[];
  /** Credits of the invoice's receivable, in the order of their effect. */
  payments: {
    source: "bank" | "correction" | "offset" | "forgiven";
    amountKopecks: Kopecks;
    effectiveAt: Instant;
    recordedAt: Instant;
  }[];
  /** Every spell of the policy under the emergency programme, whichever invoice began it. */
  spells: SpellRow[];
  consentGaps: ConsentGap[];
  /** On which the payer gets reminders. */
  channels: ReminderChannels;
  recovery: {
    openedAt: Instant;
    contractRateBp: number | null;
    closedAt: Instant | null;
    closedReason: "paid" | "default_reversed" | null;
  } | null;
  /** The employer's rate: of the day on which recovery was opened, else today's. */
  contractRateBp: number | null;
  keyRates: DatedRate[];
}

export interface SpellRow {
  invoiceId: number;
  from: LocalDate;
  until: LocalDate | null;
  endedReason: string | null;
  recordedAt: Instant;
  endedRecordedAt: Instant | null;
}

type HistoryRow = Omit<CaseHistory, "keyRates"> & { keyRates: KeyRateRow[] };

/** The history of one invoice in one query, or null where it is not this payer's. */
export async function readCaseHistory(
  sql: Sql,
  key: { invoiceId: number; payerId: number },
): Promise<CaseHistory | null> {
  const [row] = await sql<HistoryRow[]>`
    select ${historyColumns(sql)}
    from ${historyTables(sql)}
    where i.id = ${key.invoiceId} and i.payer_id = ${key.payerId}`;
  return row ? withRates(row) : null;
}

/** A person as staff name them. */
export interface NamedPerson {
  id: number;
  surname: string;
  name: string;
  patronymic: string | null;
}

/** An invoice's case for staff: figures and course, no clinic and no service. */
export interface CaseRecord {
  id: number;
  franchiseId: number;
  policyId: number;
  policyNumber: string;
  employer: string;
  payer: NamedPerson;
  insured: NamedPerson;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  lineCount: number;
  /** Services up to this day are in it. */
  through: LocalDate;
  publishedAt: Instant;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  dueAt: Instant;
  defaultedAt: Instant | null;
  /** Null while anything is owed. */
  settlement: Settlement | null;
  timeZone: string;
  region: string | null;
  attemptId: string | null;
  calendarVersionId: number;
  calendarSource: string;
  calendar: CalendarData;
  history: CaseHistory;
  /** The employer's reports that it stands in. */
  reported: ReportedToEmployer[];
}

/** One invoice's case in one query, whoever owes it; null where there is no such invoice. */
export async function readCaseRecord(sql: Sql, invoiceId: number): Promise<CaseRecord | null> {
  const [row] = await sql<CaseRecordRow[]>`
    ${selectCaseRecords(sql)} where i.id = ${invoiceId}`;
  return row ? { ...row, history: withRates(row.history) } : null;
}

/** The cases of the payer's invoices on which something is owed, by due date, in one query. */
export async function listOpenCaseRecords(sql: Sql, payerId: number): Promise<CaseRecord[]> {
  const rows = await sql<CaseRecordRow[]>`
    ${selectCaseRecords(sql)} where i.payer_id = ${payerId} and b.owed_kopecks > 0
    order by i.due_on, i.id limit ${OPEN_CASES_SHOWN}`;
  return rows.map((row) => ({ ...row, history: withRates(row.history) }));
}

/** More are not open at once: each is an invoice of a month. */
const OPEN_CASES_SHOWN = 24;

type CaseRecordRow = Omit<CaseRecord, "history"> & { history: HistoryRow };

function selectCaseRecords(sql: Sql) {
  return sql`
    select i.id, i.franchise_id as "franchiseId", i.policy_id as "policyId",
           o.number as "policyNumber", e.name as employer,
           ${namedPerson(sql, "y")} as payer, ${namedPerson(sql, "w")} as insured,
           i.total_kopecks as "totalKopecks", b.owed_kopecks as "owedKopecks",
           (select count(*) from service_lines l where l.invoice_id = i.id) as "lineCount",
           i.through, i.published_at as "publishedAt", i.published_on as "publishedOn",
           i.due_on as "dueOn", i.due_at as "dueAt", i.defaulted_at as "defaultedAt",
           ${settlementOf(sql)} as settlement, i.time_zone as "timeZone", e.region,
           (select a.attempt_id from payment_allocations a where a.invoice_id = i.id and a.open)
             as "attemptId",
           c.id as "calendarVersionId", c.source as "calendarSource", c.content as calendar,
           ${reportsOfInvoice(sql)} as reported,
           (select to_json(h) from (select ${historyColumns(sql)}) h) as history
    from ${historyTables(sql)}
    join people y on y.id = i.payer_id
    join people w on w.id = o.person_id
    join calendar_versions c on c.id = i.calendar_version_id
    cross join lateral (
      select owed_kopecks from invoice_balances where invoice_id = i.id
    ) b`;
}

function withRates({ keyRates, ...history }: HistoryRow): CaseHistory {
  return { ...history, keyRates: datedRates(keyRates) };
}

function namedPerson(sql: Sql, alias: "y" | "w") {
  const column = (name: string) => sql(`${alias}.${name}`);
  return sql`json_build_object('id', ${column("id")}, 'surname', ${column("surname")},
                               'name', ${column("name")}, 'patronymic', ${column("patronymic")})`;
}

/** The invoice `i`, its policy `o`, its employer `e` and its recovery `r`. */
function historyTables(sql: Sql) {
  return sql`
    invoices i
    join policies o on o.id = i.policy_id
    join employers e on e.id = i.employer_id
    left join recovery_cases r on r.invoice_id = i.id`;
}

function historyColumns(sql: Sql) {
  return sql`
    o.ends_on as "policyEndsOn", i.reminder_plan as "reminderPlan",
    coalesce((select json_agg(json_build_object(
                'channel', n.channel, 'template', n.template, 'state', n.state,
                'detail', n.detail, 'dueAt', ${instantJson(sql, "n.due_at")},
                'finishedAt', ${instantJson(sql, "n.finished_at")},
                'nextTryAt', ${instantJson(sql, "n.next_try_at")}, 'tries', coalesce(t.tries, '[]'))
                order by n.due_at, n.id)
              from notices n cross join lateral (${selectTries(sql)}) t
              where n.invoice_id = i.id or n.key = any(array(${relatedNotices(sql)}))), '[]')
      as notices,
    coalesce((select json_agg(json_build_object(
                'from', m.from_on, 'to', m.to_on, 'movedAt', ${instantJson(sql, "m.moved_at")},
                'source', v.source, 'calendarVersionId', v.id,
                'by', case when m.decision_id is null then 'calendar' else 'staff' end)
                order by m.id)
              from due_moves m join calendar_versions v on v.id = m.calendar_version_id
              where m.invoice_id = i.id), '[]') as "dueMoves",
    ${pausesOfInvoice(sql)} as pauses, ${pausedThrough(sql)} as "pausedThrough",
    ${withheldAt(sql)} as "withheldAt",
    coalesce((select json_agg(json_build_object(
                'id', t.id, 'amountKopecks', a.amount_kopecks, 'state', t.state,
                'reason', t.reason, 'createdAt', ${instantJson(sql, "t.created_at")},
                'expiresAt', ${instantJson(sql, "t.expires_at")}, 'capturedAt', ${
    instantJson(sql, "t.captured_at")
  },
                'settledAt', ${instantJson(sql, "t.settled_at")}) order by t.created_at, t.id)
              from ${attemptsOfInvoice(sql)}), '[]') as attempts,
    coalesce((select json_agg(json_build_object(
                'source', case d.kind when 'income' then 'correction'
                                      when 'unallocated' then 'offset'
                                      when 'forgiven' then 'forgiven' else 'bank' end,
                'amountKopecks', t.amount_kopecks, 'effectiveAt', ${
    instantJson(sql, "t.effective_at")
  },
                'recordedAt', ${instantJson(sql, "t.recorded_at")}) order by t.effective_at, t.id)
              from ledger_accounts a join ledger_transfers t on t.credit_id = a.id
              join ledger_accounts d on d.id = t.debit_id
              where a.invoice_id = i.id), '[]') as payments,
    ${spellsOfPolicy(sql)} as spells,
    coalesce((select json_agg(json_build_object('lastDay', g.last_day, 'until', g.until)
                              order by g.withdrawal_id)
              from consent_gaps g where g.franchise_id = i.franchise_id), '[]') as "consentGaps",
    coalesce((select json_build_object('sms', y.sms_reminders, 'email', y.email_reminders)
              from accounts y where y.person_id = i.payer_id),
             '{"sms": true, "email": true}') as channels,
    case when r.id is not null then json_build_object(
      'openedAt', ${instantJson(sql, "r.opened_at")}, 'contractRateBp', r.contract_rate_bp,
      'closedAt', ${
    instantJson(sql, "r.closed_at")
  }, 'closedReason', r.closed_reason) end as recovery,
    case when r.id is null then e.penalty_rate_bp else r.contract_rate_bp end as "contractRateBp",
    coalesce((select json_agg(json_build_object(
                'from', k.from_on, 'basisPoints', k.basis_points,
                'knownThrough', k.known_through) order by k.from_on)
              from key_rates k), '[]') as "keyRates"`;
}

/** Attempts `t` of the invoice `i` with its part `a`: found by the payer, whom an index knows. */
function attemptsOfInvoice(sql: Sql) {
  return sql`
    payment_attempts t
    join payment_allocations a on a.attempt_id = t.id and a.invoice_id = i.id
    where t.payer_id = i.payer_id`;
}

/** Keys of messages that tell of the invoice's payments and of the return of the programme. */
function relatedNotices(sql: Sql) {
  return sql`
    select 'payment/' || t.id || '/' || t.state || '/sms' from ${attemptsOfInvoice(sql)}
    union all
    select 'spell/' || s.id || '/return/' || channel
    from emergency_spells s cross join unnest(array['sms', 'email']) as channel
    where s.policy_id = i.policy_id and s.invoice_id = i.id`;
}

function spellsOfPolicy(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'invoiceId', s.invoice_id, 'from', s.starts_on, 'until', s.until,
                'endedReason', s.ended_reason, 'recordedAt', ${instantJson(sql, "s.recorded_at")},
                'endedRecordedAt', ${instantJson(sql, "s.ended_recorded_at")}) order by s.id)
              from emergency_spells s where s.policy_id = o.id), '[]')`;
}

/** A policy with the life of its franchise. */
export interface PolicyCase extends PolicyTerms {
  /** Null until somebody has consented. */
  franchise: FranchiseRow | null;
  emergencySpells: SpellRow[];
  consentGaps: ConsentGapRow[];
  invoices: PolicyInvoiceRow[];
}

/** A withdrawal of the consent, until it was given again. */
export interface ConsentGapRow extends ConsentGap {
  withdrawnAt: Instant;
  /** Null while nobody has consented again. */
  renewedAt: Instant | null;
}

export interface FranchiseRow {
  id: number;
  consentedAt: Instant;
  consentedOn: LocalDate;
  activeFrom: LocalDate;
  /** `web`, `paper` or what the activations file says. */
  source: string;
  /** Who consented, where that is not the insured. */
  givenBy: { surname: string; name: string } | null;
  /** The version that was shown; null for a consent given on paper. */
  document: { kind: string; version: number } | null;
  /** By which the first day was promised. */
  calendar: CalendarData;
}

export interface PolicyInvoiceRow {
  id: number;
  payerId: number;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  publishedAt: Instant;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  defaultedAt: Instant | null;
  /** Null while anything is owed. */
  settlement: Settlement | null;
  timeZone: string;
  region: string | null;
  attemptId: string | null;
}

/**
 * A policy whole, in one query, where it is of one of these people, and they are the viewer or
 * represented by them; null else. That another's was shown is journalled.
 */
export async function showPolicyCase(
  sql: Sql,
  look: CabinetLook & { policyId: number; personIds: number[] },
): Promise<PolicyCase | null> {
  const rows = sql`
    ${selectPolicyCase(sql)}
    where o.id = ${look.policyId} and p.id = any(${look.personIds}::bigint[])
      and (p.id = ${look.viewerId} or p.representative_id = ${look.viewerId})`;
  const [row] = await sql<PolicyCase[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "personId" })}`;
  return row ?? null;
}

function selectPolicyCase(sql: Sql) {
  return sql`
    select ${policyTerms(sql)},
           case when f.id is not null then json_build_object(
             'id', f.id, 'consentedAt', ${instantJson(sql, "f.consented_at")},
             'consentedOn', f.consented_on, 'activeFrom', f.active_from, 'source', c.source,
             'givenBy', case when c.given_by <> p.id then json_build_object(
               'surname', q.surname, 'name', q.name) end,
             'document', case when d.id is not null then json_build_object(
               'kind', d.kind, 'version', d.version) end,
             'calendar', v.content) end as franchise,
           ${spellsOfPolicy(sql)} as "emergencySpells",
           coalesce((select json_agg(json_build_object(
                       'lastDay', w.ends_on, 'until', r.active_from,
                       'withdrawnAt', ${instantJson(sql, "w.withdrawn_at")},
                       'renewedAt', ${instantJson(sql, "r.consented_at")}) order by w.id)
                     from withdrawals w left join franchise_renewals r on r.withdrawal_id = w.id
                     where w.franchise_id = f.id), '[]') as "consentGaps",
           coalesce((select json_agg(json_build_object(
                       'id', i.id, 'payerId', i.payer_id, 'totalKopecks', i.total_kopecks,
                       'owedKopecks', b.owed_kopecks, 'publishedAt', ${
    instantJson(sql, "i.published_at")
  },
                       'publishedOn', i.published_on, 'dueOn', i.due_on,
                       'defaultedAt', ${instantJson(sql, "i.defaulted_at")},
                       'settlement', ${settlementOf(sql)}, 'timeZone', i.time_zone,
                       'region', e.region, 'attemptId', a.attempt_id)
                       order by i.published_at, i.id)
                     from invoices i
                     cross join lateral (
                       select owed_kopecks from invoice_balances
                       where invoice_id = i.id
                     ) b
                     left join payment_allocations a on a.invoice_id = i.id and a.open
                     where i.policy_id = o.id), '[]') as invoices
    from ${policyTables(sql)}
    left join consents c on c.id = f.consent_id
    left join people q on q.id = c.given_by
    left join documents d on d.id = c.document_id
    left join calendar_versions v on v.id = f.calendar_version_id`;
}
