import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { ReminderPlan } from "../../domain/reminder_plan.ts";
import type { ConsentGap } from "../../domain/franchise.ts";
import type { Sql } from "../connection.ts";
import { pausedThrough } from "./decisions.ts";
import { gapsOfFranchise } from "../accounts/withdrawals.ts";

/** An invoice as its collection sees it. */
export interface InvoiceCase {
  invoiceId: number;
  franchiseId: number;
  policyId: number;
  policyEndsOn: LocalDate;
  consentGaps: ConsentGap[];
  /** Who owes it, and whose policy it is: they differ for a minor. */
  payerId: number;
  insuredId: number;
  employerId: number;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  /** Of it, what credits of earlier invoices have paid. */
  offsetKopecks: Kopecks;
  publishedAt: Instant;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  dueAt: Instant;
  timeZone: string;
  region: string | null;
  calendarVersionId: number;
  /** The plan it was published with; null is from before plans were kept. */
  reminderPlan: ReminderPlan | null;
  defaultedAt: Instant | null;
  /** When a recovery case was opened. */
  recoveryAt: Instant | null;
  /** The latest move of its due date. */
  moved: { moveId: number; fromOn: LocalDate; movedAt: Instant; by: "calendar" | "staff" } | null;
  /** Staff stopped the reminders: the last day without them. */
  pausedThrough: LocalDate | null;
}

export async function readInvoiceCase(sql: Sql, invoiceId: number): Promise<InvoiceCase> {
  const [row] = await sql<(Omit<InvoiceCase, "moved"> & MoveColumns)[]>`
    select i.id as "invoiceId", i.franchise_id as "franchiseId", i.policy_id as "policyId",
           o.ends_on as "policyEndsOn", ${gapsOfFranchise(sql)} as "consentGaps",
           i.payer_id as "payerId", o.person_id as "insuredId",
           i.employer_id as "employerId", i.total_kopecks as "totalKopecks",
           b.owed_kopecks as "owedKopecks",
           (select coalesce(sum(amount_kopecks), 0)::bigint from credit_offsets
            where invoice_id = i.id) as "offsetKopecks",
           i.published_at as "publishedAt",
           i.published_on as "publishedOn", i.due_on as "dueOn", i.due_at as "dueAt",
           i.time_zone as "timeZone", e.region, i.calendar_version_id as "calendarVersionId",
           i.reminder_plan as "reminderPlan", i.defaulted_at as "defaultedAt",
           r.opened_at as "recoveryAt", m.id as "moveId", m.from_on as "movedFrom",
           m.moved_at as "movedAt", m.decision_id as "movedByDecision",
           ${pausedThrough(sql)} as "pausedThrough"
    from invoices i
    join invoice_balances b on b.invoice_id = i.id
    join policies o on o.id = i.policy_id
    join franchises f on f.id = i.franchise_id
    join employers e on e.id = i.employer_id
    left join recovery_cases r on r.invoice_id = i.id
    left join lateral (
      select id, from_on, moved_at, decision_id from due_moves where invoice_id = i.id order by id desc limit 1
    ) m on true
    where i.id = ${invoiceId}`;
  if (!row) throw new Error(`There is no invoice ${invoiceId}`);
  const { moveId, movedFrom, movedAt, movedByDecision, ...invoice } = row;
  const by = movedByDecision === null ? "calendar" : "staff";
  const moved = moveId === null
    ? null
    : { moveId, fromOn: movedFrom!, movedAt: movedAt!, by } as const;
  return { ...invoice, moved };
}

interface MoveColumns {
  moveId: number | null;
  movedFrom: LocalDate | null;
  movedAt: Instant | null;
  movedByDecision: number | null;
}

/** Locks invoices in the order of their ids, as `open_payment` does, so that none waits in a ring. */
export async function lockInvoices(sql: Sql, invoiceIds: readonly number[]): Promise<void> {
  await sql`
    select from invoices where id = any(${invoiceIds as number[]}::bigint[])
    order by id for update`;
}

/** Locks a policy: its emergency spells change only under this lock, taken after the invoices'. */
export async function lockPolicyOfSpells(sql: Sql, policyId: number): Promise<void> {
  await sql`select from policies where id = ${policyId} for no key update`;
}

/**
 * The end of the hold on an invoice's default: the expiry of an undecided attempt that was made
 * before the deadline. Null where nothing holds it.
 */
export async function defaultHeldUntil(
  sql: Sql,
  invoiceId: number,
  at: string,
): Promise<Instant | null> {
  const [row] = await sql<{ until: Instant }[]>`
    select t.expires_at as until
    from payment_allocations a
    join payment_attempts t on t.id = a.attempt_id
    join invoices i on i.id = a.invoice_id
    where a.invoice_id = ${invoiceId} and a.open and t.created_at < i.due_at
      and t.expires_at > ${at}`;
  return row?.until ?? null;
}

/** Attempts made before the deadline whose payment stands at the bank undecided, as far as we know. */
export async function undecidedBeforeDeadline(sql: Sql, invoiceId: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select t.id
    from payment_allocations a
    join payment_attempts t on t.id = a.attempt_id
    join invoices i on i.id = a.invoice_id
    where a.invoice_id = ${invoiceId} and a.open and t.created_at < i.due_at
      and t.provider_id is not null
    order by t.created_at`;
  return rows.map(({ id }) => id);
}

export async function markDefaulted(sql: Sql, invoiceId: number, at: string): Promise<void> {
  await sql`
    update invoices set defaulted_at = ${at} where id = ${invoiceId} and defaulted_at is null`;
}

export async function unmarkDefaulted(sql: Sql, invoiceId: number): Promise<void> {
  await sql`update invoices set defaulted_at = null where id = ${invoiceId}`;
}

/** A franchise as its workflow sees it. */
export interface FranchiseCase {
  franchiseId: number;
  policyId: number;
  employerId: number;
  activeFrom: LocalDate;
  activatedAt: Instant | null;
  policyStartsOn: LocalDate;
  policyEndsOn: LocalDate;
  consentGaps: ConsentGap[];
  timeZone: string;
  region: string | null;
  owedKopecks: Kopecks;
  /** Principal whose term has ended at the asked instant. */
  overdueKopecks: Kopecks;
  openInvoices: number;
  /** The latest spell under the emergency programme. */
  spell: Spell | null;
}

export interface Spell {
  spellId: number;
  policyId: number;
  invoiceId: number;
  startsOn: LocalDate;
  until: LocalDate | null;
  reason: string;
  endedReason: string | null;
  endedRecordedAt: Instant | null;
}

export async function readFranchiseCase(
  sql: Sql,
  key: { franchiseId: number; at: string },
): Promise<FranchiseCase> {
  const [row] = await sql<Omit<FranchiseCase, "spell">[]>`
    select f.id as "franchiseId", f.policy_id as "policyId",
           p.employer_id as "employerId", f.active_from as "activeFrom",
           f.activated_at as "activatedAt", o.starts_on as "policyStartsOn",
           o.ends_on as "policyEndsOn",
           ${gapsOfFranchise(sql)} as "consentGaps", e.time_zone as "timeZone", e.region,
           coalesce(sum(b.owed_kopecks) filter (where b.owed_kopecks > 0), 0)::bigint
             as "owedKopecks",
           coalesce(sum(b.owed_kopecks) filter (
             where b.owed_kopecks > 0 and (i.due_at <= ${key.at} or i.defaulted_at is not null)),
             0)::bigint as "overdueKopecks",
           count(*) filter (where b.owed_kopecks > 0) as "openInvoices"
    from franchises f
    join policies o on o.id = f.policy_id
    join people p on p.id = o.person_id
    join employers e on e.id = p.employer_id
    left join invoices i on i.franchise_id = f.id
    left join invoice_balances b on b.invoice_id = i.id
    where f.id = ${key.franchiseId}
    group by f.id, p.id, o.id, e.id`;
  if (!row) throw new Error(`There is no franchise ${key.franchiseId}`);
  const [spell] = await sql<Spell[]>`
    ${selectSpell(sql)} where policy_id = ${row.policyId} order by id desc limit 1`;
  return { ...row, spell: spell ?? null };
}

/** Records that the franchise's first day has come; the first record stays. */
export async function markActivated(sql: Sql, franchiseId: number, at: string): Promise<void> {
  await sql`
    update franchises set activated_at = ${at}
    where id = ${franchiseId} and activated_at is null`;
}

/** The spell under the emergency programme that has no end yet. */
export async function readOpenSpell(sql: Sql, policyId: number): Promise<Spell | null> {
  const [row] = await sql<Spell[]>`
    ${selectSpell(sql)} where policy_id = ${policyId} and until is null`;
  return row ?? null;
}

export async function readSpell(sql: Sql, spellId: number): Promise<Spell> {
  const [row] = await sql<Spell[]>`${selectSpell(sql)} where id = ${spellId}`;
  if (!row) throw new Error(`There is no emergency spell ${spellId}`);
  return row;
}

/** The latest spell that a default of that local day began or fell into. */
export async function readSpellCovering(
  sql: Sql,
  key: { policyId: number; day: LocalDate },
): Promise<Spell | null> {
  const [row] = await sql<Spell[]>`
    ${selectSpell(sql)}
    where policy_id = ${key.policyId} and starts_on <= ${key.day}
      and (until is null or until > ${key.day})
    order by id desc limit 1`;
  return row ?? null;
}

function selectSpell(sql: Sql) {
  return sql`
    select id as "spellId", policy_id as "policyId", invoice_id as "invoiceId",
           starts_on as "startsOn", until, reason, ended_reason as "endedReason",
           ended_recorded_at as "endedRecordedAt"
    from emergency_spells`;
}

export async function insertSpell(
  sql: Sql,
  spell: Pick<Spell, "policyId" | "invoiceId" | "startsOn" | "reason">,
  at: string,
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into emergency_spells (policy_id, invoice_id, starts_on, reason, recorded_at)
    values (${spell.policyId}, ${spell.invoiceId}, ${spell.startsOn}, ${spell.reason}, ${at})
    returning id`;
  return row!.id;
}

export async function endSpell(
  sql: Sql,
  spellId: number,
  end: { until: LocalDate; reason: string; at: string },
): Promise<void> {
  await sql`
    update emergency_spells
    set until = ${end.until}, ended_reason = ${end.reason}, ended_recorded_at = ${end.at}
    where id = ${spellId}`;
}

/** A policy's debts in time: what restoring, or reversing a default, is decided by. */
export interface PolicyDebt {
  invoiceId: number;
  owedKopecks: Kopecks;
  dueAt: Instant;
  defaultedAt: Instant | null;
  lastPaidAt: Instant | null;
}

/** Invoices of the policy whose term has ended at that instant, in the order of their defaults. */
export async function listOverdueEver(
  sql: Sql,
  key: { policyId: number; at: string },
): Promise<PolicyDebt[]> {
  return await sql<PolicyDebt[]>`
    select i.id as "invoiceId", b.owed_kopecks as "owedKopecks", i.due_at as "dueAt",
           i.defaulted_at as "defaultedAt", b.last_paid_at as "lastPaidAt"
    from invoices i join invoice_balances b on b.invoice_id = i.id
    where i.policy_id = ${key.policyId}
      and (i.due_at <= ${key.at} or i.defaulted_at is not null)
    order by i.defaulted_at nulls last, i.id`;
}

/** Where a policy's days are counted. */
export async function readPolicyPlace(
  sql: Sql,
  policyId: number,
): Promise<{ timeZone: string; region: string | null }> {
  const [row] = await sql<{ timeZone: string; region: string | null }[]>`
    select e.time_zone as "timeZone", e.region
    from policies o join people p on p.id = o.person_id join employers e on e.id = p.employer_id
    where o.id = ${policyId}`;
  if (!row) throw new Error(`There is no policy ${policyId}`);
  return row;
}

/**
 * Whether an invoice was paid by transfers that took effect before its deadline. What a correction
 * took off it was never owed, whenever the correction came.
 */
export async function paidBeforeDeadline(sql: Sql, invoiceId: number): Promise<boolean> {
  const [row] = await sql<{ intime: boolean }[]>`
    select coalesce(sum(t.amount_kopecks), 0) >= i.total_kopecks as intime
    from invoices i
    join ledger_accounts a on a.invoice_id = i.id
    left join ledger_transfers t on t.credit_id = a.id
      and (t.effective_at < i.due_at
           or t.debit_id = (select id from ledger_accounts where kind = 'income'))
    where i.id = ${invoiceId}
    group by i.id`;
  return row?.intime ?? false;
}
