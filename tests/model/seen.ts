import { WorkflowNotFoundError } from "@temporalio/client";
import type { SpellOutcome } from "../../domain/case_model.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { InsuredPerson } from "../harness/case_rows.ts";
import type { CaseWorld } from "../harness/case_world.ts";

/** A case as it stands: its rows, its messages in the outside world, its workflows. */
export interface Seen {
  invoices: SeenInvoice[];
  spells: Pick<SpellOutcome, "from" | "until" | "reason">[];
  attempts: SeenAttempt[];
  /** Messages of one step on one channel, or calls. */
  notices: SeenNotice[];
  sms: number;
  mail: number;
  unallocated: number;
  activeFrom: LocalDate;
  activated: boolean;
  /** By id: RUNNING, COMPLETED … or "none". */
  workflows: Record<string, string>;
}

export interface SeenInvoice {
  id: number;
  dueOn: LocalDate;
  dueAt: Instant;
  defaultedAt: Instant | null;
  owed: number;
  paidAt: Instant | null;
  moves: { fromOn: LocalDate; toOn: LocalDate; id: number }[];
  recovery: { openedAt: Instant; closed: string | null } | null;
}

export interface SeenAttempt {
  id: string;
  state: string;
  amount: number;
  capturedAt: Instant | null;
  settledAt: Instant | null;
}

export interface SeenNotice {
  key: string;
  invoiceId: number | null;
  template: string;
  channel: "sms" | "email" | "call";
  state: string;
  detail: string | null;
  finishedAt: Instant | null;
  dueAt: Instant;
}

export async function see(
  world: CaseWorld,
  { person }: { person: InsuredPerson },
): Promise<Seen> {
  const { sql, sandbox } = world;
  const { policyId, personId, franchiseId } = person;
  const rows = await sql<(Omit<SeenInvoice, "recovery" | "moves"> & {
    openedAt: Instant | null;
    closed: string | null;
  })[]>`
    select i.id, i.due_on as "dueOn", i.due_at as "dueAt", i.defaulted_at as "defaultedAt",
           b.owed_kopecks as owed, b.last_paid_at as "paidAt", r.opened_at as "openedAt",
           r.closed_reason as closed
    from invoices i
    join invoice_balances b on b.invoice_id = i.id
    left join recovery_cases r on r.invoice_id = i.id
    where i.policy_id = ${policyId} order by i.id`;
  const moves = await sql<{ invoiceId: number; fromOn: LocalDate; toOn: LocalDate; id: number }[]>`
    select m.id, m.invoice_id as "invoiceId", m.from_on as "fromOn", m.to_on as "toOn"
    from due_moves m join invoices i on i.id = m.invoice_id
    where i.policy_id = ${policyId} order by m.id`;
  const attempts = await sql<SeenAttempt[]>`
    select id, state, amount_kopecks as amount, captured_at as "capturedAt",
           settled_at as "settledAt"
    from payment_attempts where payer_id = ${personId} order by created_at`;
  const [unallocated] = await sql<{ amount: number }[]>`
    select coalesce(sum(t.amount_kopecks), 0)::bigint as amount
    from ledger_accounts a join ledger_transfers t on t.credit_id = a.id
    where a.person_id = ${personId}`;
  const [franchise] = await sql<{ activeFrom: LocalDate; activated: boolean }[]>`
    select active_from as "activeFrom", activated_at is not null as activated from franchises where id = ${franchiseId}`;
  return {
    invoices: rows.map(({ openedAt, closed, ...row }) => ({
      ...row,
      moves: moves.filter((move) => move.invoiceId === row.id),
      recovery: openedAt === null ? null : { openedAt, closed },
    })),
    spells: await sql`
      select starts_on as from, until, ended_reason as reason
      from emergency_spells where policy_id = ${policyId} order by id`,
    attempts,
    notices: await readNotices(world, person),
    sms: sandbox.sms(person.phone).length,
    mail: sandbox.mail(person.email).length,
    unallocated: unallocated!.amount,
    ...franchise!,
    workflows: Object.fromEntries(
      await Promise.all([
        workflowId.franchise(franchiseId),
        ...rows.map(({ id }) => workflowId.invoice(id)),
        ...rows.map(({ id }) => workflowId.recovery(id)),
        ...attempts.map(({ id }) => workflowId.payment(id)),
      ].map(async (id) => [id, await statusOf(world, id)])),
    ),
  };
}

/** Keys name rows; here they name the n-th spell and the n-th move instead. */
async function readNotices({ sql }: CaseWorld, person: InsuredPerson): Promise<SeenNotice[]> {
  return await sql<SeenNotice[]>`
    select case
             when n.key like 'spell/%' then 'return' || (
               select count(*) from emergency_spells s
               where s.policy_id = ${person.policyId} and s.id <= split_part(n.key, '/', 2)::bigint)
             when n.template like 'moved%' then 'moved' || (
               select count(*) from due_moves m
               where m.invoice_id = n.invoice_id and m.id <= substr(n.template, 6)::bigint)
             when n.key like 'payment/%' then regexp_replace(n.key, '/[^/]*$', '')
             else split_part(n.key, '/', 3)
           end as key,
           n.invoice_id as "invoiceId", n.template, n.channel, n.state, n.detail,
           n.finished_at as "finishedAt", n.due_at as "dueAt"
    from notices n where n.person_id = ${person.personId} order by n.id`;
}

async function statusOf({ handle }: CaseWorld, id: string): Promise<string> {
  try {
    return (await handle(id).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return "none";
    throw error;
  }
}
