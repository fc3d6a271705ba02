import type { Sql } from "./connection.ts";

/** A start (no signal) or a signal-with-start, to be delivered once its transaction has committed. */
export interface OutboxMessage {
  workflowType: string;
  workflowId: string;
  input: Record<string, string | number>;
  signal?: string;
}

/**
 * Writes a message in the caller's transaction, beside the fact that it tells of. The relay delivers
 * the rows of one workflow in their order, at least once.
 */
export async function enqueue(sql: Sql, message: OutboxMessage, at: string): Promise<void> {
  await sql`
    insert into outbox (workflow_id, workflow_type, signal, input, recorded_at)
    values (${message.workflowId}, ${message.workflowType}, ${message.signal ?? null},
            ${sql.json(message.input)}, ${at})`;
}

/** Writes many messages in one query, in their order, as `enqueue` writes one. */
export async function enqueueAll(
  sql: Sql,
  messages: readonly OutboxMessage[],
  at: string,
): Promise<void> {
  const inputs = messages.map((message) => JSON.stringify(message.input));
  await sql`
    insert into outbox (workflow_id, workflow_type, signal, input, recorded_at)
    select workflow_id, workflow_type, signal, input::jsonb, ${at}
    from unnest(${messages.map((message) => message.workflowId)}::text[],
                ${messages.map((message) => message.workflowType)}::text[],
                ${messages.map((message) => message.signal ?? null)}::text[],
                ${inputs}::text[]) with ordinality
      as m (workflow_id, workflow_type, signal, input, place)
    order by place`;
}

/** Whether the same signal to the same workflow waits to be delivered. */
export async function waits(
  sql: Sql,
  message: Pick<OutboxMessage, "workflowId" | "signal">,
): Promise<boolean> {
  const rows = await sql`
    select id from outbox
    where workflow_id = ${message.workflowId} and signal = ${message.signal ?? null}
      and delivered_at is null
    limit 1`;
  return rows.length > 0;
}

/** A message that waits, the oldest of its workflow. */
export interface WaitingMessage {
  id: number;
  workflowId: string;
  workflowType: string;
  signal: string | null;
  input: Record<string, string | number>;
}

/**
 * Locks, until the transaction ends, waiting messages that no other relay holds: of each workflow
 * the oldest one only, so its messages keep their order also between several relays.
 *
 * @param filter.except ids of workflows that are to wait longer
 */
export async function lockWaiting(
  sql: Sql,
  filter: { except: readonly string[]; limit: number },
): Promise<WaitingMessage[]> {
  return await sql<WaitingMessage[]>`
    select o.id, o.workflow_id as "workflowId", o.workflow_type as "workflowType", o.signal, o.input
    from outbox o
    where o.delivered_at is null
      and o.workflow_id <> all(${filter.except as string[]}::text[])
      and not exists (
        select from outbox older
        where older.workflow_id = o.workflow_id and older.delivered_at is null and older.id < o.id)
    order by o.id
    limit ${filter.limit}
    for update of o skip locked`;
}

export async function markDelivered(sql: Sql, ids: readonly number[], at: string): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update outbox set delivered_at = ${at}, tries = tries + 1, problem = null
    where id = any(${ids as number[]}::bigint[])`;
}

/** @param problem a code of ours; never a server's text */
export async function markUndelivered(sql: Sql, id: number, problem: string): Promise<void> {
  await sql`update outbox set tries = tries + 1, problem = ${problem} where id = ${id}`;
}
