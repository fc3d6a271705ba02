/**
 * Codes of Node's sockets, of postgres.js and of our pool for a server that can't be reached, and
 * SQLSTATEs of one that is stopping, starting or full. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECTION_LOST",
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);

/** Whether a request failed because the database is away for a while: nothing is wrong with the request. */
export function isDatabaseAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === "string" && AWAY.has(code)) return true;
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true;
  }
  return false;
}
