import { deleteDevices } from "../../db/accounts/sessions.ts";
import type { Sql } from "../../db/connection.ts";
import { hashOf } from "./open_session.ts";

export interface SessionsToEnd {
  accountId: number;
  /** Of the session that asks: it goes on in any case. */
  sessionToken: string;
  /** Null ends all the others. */
  sessionId: number | null;
}

/**
 * Logs a device of the account out, or all but the one that asks.
 *
 * @returns how many were ended: 0 for one that is not the account's, or has ended by itself
 */
export async function endSessions(
  sql: Sql,
  { accountId, sessionToken, sessionId }: SessionsToEnd,
): Promise<number> {
  return await deleteDevices(sql, { accountId, sessionId, tokenHash: await hashOf(sessionToken) });
}
