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
