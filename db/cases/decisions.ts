import type {
  DecisionKind,
  DecisionOutcome,
  PaymentFinding,
  RefundFinding,
} from "../../domain/decision.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";
import { restsThrough } from "../employers/employer_report_marks.ts";
import { instantJson } from "../instant_json.ts";
import { type UnclearMoney, unclearMoney } from "./unclear_money.ts";

/** A decision with both its sides. */
export interface DecisionRow {
  id: number;
  kind: DecisionKind;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  /** Null for a pause of all invoices, and where the programme or money is given back. */
  invoiceId: number | null;
  spellId: number | null;
  policyNumber: string | null;
  amountKopecks: Kopecks | null;
  /** What is owed on the invoice now; null without one. */
  owedKopecks: Kopecks | null;
  untilOn: LocalDate | null;
  /** The payment, or the refund, that the bank's answers could not decide. */
  attemptId: string | null;
  refundId: string | null;
  /** What staff saw of it at the bank; null for other kinds, as the next two are. */
  found: PaymentFinding["found"] | RefundFinding | null;
  /** When the bank took the money, where it did. */
  capturedAt: Instant | null;
  /** Why it waited for staff when this was proposed. */
  waitedFor: string | null;
  unclear: UnclearMoney | null;
  reason: string;
  proposedById: number;
  proposedBy: string;
  proposedAt: Instant;
  /** Null where no second member is needed. */
  expiresAt: Instant | null;
  outcome: DecisionOutcome | null;
  decidedBy: string | null;
  decidedAt: Instant | null;
  refusal: string | null;
  timeZone: string;
}

/** Proposals that a second member may still decide, the oldest first. */
export async function listOpenProposals(
  sql: Sql,
  { at, limit }: { at: Instant; limit: number },
): Promise<DecisionRow[]> {
  return await sql<DecisionRow[]>`
    ${selectDecisions(sql)}
    where d.outcome is null and d.expires_at > ${at}
    order by d.id limit ${limit}`;
}

/** Decisions that are over one way or another, newest first. */
export async function listPastDecisions(
  sql: Sql,
  { at, limit }: { at: Instant; limit: number },
): Promise<DecisionRow[]> {
  return await sql<DecisionRow[]>`
    ${selectDecisions(sql)}
    where d.outcome is not null or d.expires_at <= ${at}
    order by d.id desc limit ${limit}`;
}

export async function readDecision(sql: Sql, id: number): Promise<DecisionRow | null> {
  const [row] = await sql<DecisionRow[]>`${selectDecisions(sql)} where d.id = ${id}`;
  return row ?? null;
}

function selectDecisions(sql: Sql) {
  return sql`
    select d.id, d.kind, d.person_id as "personId", p.surname, p.name, p.patronymic,
           d.invoice_id as "invoiceId", d.spell_id as "spellId", o.number as "policyNumber",
           d.amount_kopecks as "amountKopecks", b.owed_kopecks as "owedKopecks",
           d.until_on as "untilOn", d.attempt_id as "attemptId", d.refund_id as "refundId",
           d.found, d.captured_at as "capturedAt", d.waited_for as "waitedFor",
           ${unclearMoney(sql)} as unclear, d.reason, d.proposed_by as "proposedById",
           a.name as "proposedBy", d.proposed_at as "proposedAt", d.expires_at as "expiresAt",
           d.outcome, z.name as "decidedBy", d.decided_at as "decidedAt", d.refusal,
           e.time_zone as "timeZone"
    from decisions d
    join people p on p.id = d.person_id
    join employers e on e.id = p.employer_id
    join staff a on a.id = d.proposed_by
    left join staff z on z.id = d.decided_by
    left join invoices i on i.id = d.invoice_id
    left join lateral (
      select owed_kopecks from invoice_balances where invoice_id = i.id
    ) b on true
    left join emergency_spells s on s.id = d.spell_id
    left join policies o on o.id = coalesce(i.policy_id, s.policy_id)`;
}

/** A proposal's row is locked, so that of two answers one comes first. */
export async function lockDecision(sql: Sql, id: number): Promise<void> {
  await sql`select from decisions where id = ${id} for update`;
}

/** What a proposal is about: at most one is open for each. */
export type ProposalSubject =
  | { kind: "forgive"; invoiceId: number }
  | { kind: "restore"; spellId: number }
  | { kind: "refund"; personId: number }
  | { kind: "payment_found"; attemptId: string }
  | { kind: "refund_found"; refundId: string };

/** The open proposal for this subject; one whose time is over is marked so, and is none. */
export async function findOpenProposal(
  sql: Sql,
  subject: ProposalSubject,
  at: Instant,
): Promise<number | null> {
  const same = sql`kind = ${subject.kind} and outcome is null and ${isAbout(sql, subject)}`;
  await sql`
    update decisions set outcome = 'expired', decided_at = expires_at
    where ${same} and expires_at <= ${at}`;
  const [row] = await sql<{ id: number }[]>`select id from decisions where ${same}`;
  return row?.id ?? null;
}

function isAbout(sql: Sql, subject: ProposalSubject) {
  switch (subject.kind) {
    case "forgive":
      return sql`invoice_id = ${subject.invoiceId}`;
    case "restore":
      return sql`spell_id = ${subject.spellId}`;
    case "refund":
      return sql`person_id = ${subject.personId}`;
    case "payment_found":
      return sql`attempt_id = ${subject.attemptId}`;
    case "refund_found":
      return sql`refund_id = ${subject.refundId}`;
  }
}

export type NewProposal =
  & { personId: number; reason: string; staffId: number; at: Instant; expiresAt: Instant }
  & (
    | { kind: "forgive"; invoiceId: number; amount: Kopecks }
    | { kind: "restore"; spellId: number }
    | { kind: "refund"; amount: Kopecks }
    | { kind: "payment_found"; attemptId: string; amount: Kopecks; waitedFor: string }
      & PaymentFinding
    | {
      kind: "refund_found";
      refundId: string;
      amount: Kopecks;
      waitedFor: string;
      found: RefundFinding;
    }
  );

/** @returns the decision's id */
export async function insertProposal(sql: Sql, proposal: NewProposal): Promise<number> {
  const { kind, personId, reason, staffId, at, expiresAt } = proposal;
  const finding = "found" in proposal ? proposal : null;
  const [row] = await sql<{ id: number }[]>`
    insert into decisions (kind, person_id, invoice_id, spell_id, amount_kopecks, attempt_id,
                           refund_id, found, captured_at, waited_for, reason, proposed_by,
                           proposed_at, expires_at)
    values (${kind}, ${personId}, ${kind === "forgive" ? proposal.invoiceId : null},
            ${kind === "restore" ? proposal.spellId : null},
            ${kind === "restore" ? null : proposal.amount},
            ${kind === "payment_found" ? proposal.attemptId : null},
            ${kind === "refund_found" ? proposal.refundId : null}, ${finding?.found ?? null},
            ${finding?.found === "paid" ? finding.capturedAt : null},
            ${finding?.waitedFor ?? null}, ${reason}, ${staffId}, ${at}, ${expiresAt})
    returning id`;
  return row!.id;
}

export interface NewDecision {
  kind: "move_due" | "pause";
  personId: number;
  invoiceId: number | null;
  untilOn: LocalDate;
  reason: string;
  staffId: number;
  at: Instant;
}

/** A decision that takes effect with its row. @returns its id */
export async function insertDecision(sql: Sql, decision: NewDecision): Promise<number> {
  const { kind, personId, invoiceId, untilOn, reason, staffId, at } = decision;
  const [row] = await sql<{ id: number }[]>`
    insert into decisions (kind, person_id, invoice_id, until_on, reason, proposed_by, proposed_at,
                           outcome, decided_by, decided_at)
    values (${kind}, ${personId}, ${invoiceId}, ${untilOn}, ${reason}, ${staffId}, ${at},
            'confirmed', ${staffId}, ${at})
    returning id`;
  return row!.id;
}

/** Writes how a locked proposal was decided. */
export async function closeProposal(
  sql: Sql,
  id: number,
  end:
    & { staffId: number; at: Instant }
    & (
      | { outcome: "confirmed" | "withdrawn" }
      | { outcome: "refused"; refusal: string }
    ),
): Promise<void> {
  await sql`
    update decisions
    set outcome = ${end.outcome}, decided_by = ${end.staffId}, decided_at = ${end.at},
        refusal = ${end.outcome === "refused" ? end.refusal : null}
    where id = ${id} and outcome is null`;
}

/** What is owed on an invoice, and the undecided attempt to pay it, if any. */
export interface OpenDebt {
  owedKopecks: Kopecks;
  attemptId: string | null;
}

export async function readOpenDebt(sql: Sql, invoiceId: number): Promise<OpenDebt> {
  const [row] = await sql<OpenDebt[]>`
    select b.owed_kopecks as "owedKopecks", a.attempt_id as "attemptId"
    from invoice_balances b
    left join payment_allocations a on a.invoice_id = b.invoice_id and a.open
    where b.invoice_id = ${invoiceId}`;
  if (!row) throw new Error(`Invoice ${invoiceId} has no postings`);
  return row;
}

/** The payer's invoices on which something is owed. */
export async function listOwedInvoices(sql: Sql, payerId: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select i.id from invoices i
    cross join lateral (
      select owed_kopecks from invoice_balances where invoice_id = i.id
    ) b
    where i.payer_id = ${payerId} and b.owed_kopecks > 0
    order by i.id`;
  return rows.map(({ id }) => id);
}

/** A pause of reminders, as a story tells it. */
export interface PauseRow {
  decidedAt: Instant;
  through: LocalDate;
}

/**
 * The last day without reminders of invoice `i`: of the latest pause of the invoice, the latest of
 * its payer, and the rest after the employer has withheld it from pay, the longest one.
 */
export function pausedThrough(sql: Sql) {
  return sql`
    (select max(last.until_on) from (
       (select until_on from decisions
        where kind = 'pause' and invoice_id = i.id order by id desc limit 1)
       union all
       (select until_on from decisions
        where kind = 'pause' and invoice_id is null and person_id = i.payer_id
        order by id desc limit 1)
       union all
       (${restsThrough(sql)})) last)`;
}

/** Pauses since the invoice `i` was published, or that reach into its time, as JSON. */
export function pausesOfInvoice(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'decidedAt', ${instantJson(sql, "d.decided_at")},
                'through', d.until_on) order by d.id)
              from decisions d
              where d.kind = 'pause' and d.person_id = i.payer_id
                and (d.invoice_id = i.id or d.invoice_id is null)
                and d.until_on >= i.published_on), '[]')`;
}
