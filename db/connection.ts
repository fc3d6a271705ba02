import type postgres from "postgres";
import { OPENING, pool } from "./pool.ts";

/** What every query function takes first: the pool or a transaction, alike. */
export type Sql = postgres.ISql<Record<never, never>>;

/** The pool itself: it can open transactions, listen, and be closed. */
export interface Database extends Sql {
  /** See `transaction()`. */
  begin<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Resolves once announcements are heard; `onListening` is called again after each interruption. */
  listen(
    channel: string,
    announced: (payload: string) => void,
    onListening?: () => void,
  ): Promise<void>;
  /** Ends when what runs has ended, or after so many seconds. */
  end(options?: { timeout?: number | null }): Promise<void>;
}

export interface ConnectionOptions {
  /** Connections kept at most (10 unless told). */
  max?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Told of every query that is sent, `begin` and `commit` too. */
  onQuery?: (text: string) => void;
}

/**
 * A pool on `url`. Nothing is opened before the first query.
 *
 * Values come as the product's types say: int8 and count() as a number (throws
 * beyond 2^53 - 1), date as "2026-11-22", timestamptz as "2026-11-22T17:24:38.123Z"
 * (cut to milliseconds), numeric as a string. sum(int8) is numeric in Postgres:
 * write `sum(x)::bigint` to get a number.
 */
export function connect(url: string, options: ConnectionOptions = {}): Database {
  const { onQuery } = options;
  return pool(url, {
    max: options.max ?? 10,
    connect_timeout: 10,
    connection: {
      application_name: options.applicationName ?? "fifth",
      TimeZone: "UTC",
      DateStyle: "ISO",
    },
    onnotice: () => {},
    ...(onQuery ? { debug: (_, text) => text === OPENING || onQuery(text) } : {}),
    types: {
      bigint: { to: 20, from: [20], serialize: String, parse: readInteger },
      date: { to: 1082, from: [1082], serialize: writeText, parse: (text: string) => text },
      timestamptz: { to: 1184, from: [1184], serialize: writeInstant, parse: readInstant },
    },
  });
}

/**
 * Runs `work` in one transaction: all of it or nothing. Inside another
 * transaction it is a savepoint, so use cases compose.
 */
export function transaction<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  if ("begin" in sql) return (sql as Database).begin(work);
  return (sql as postgres.TransactionSql<Record<never, never>>).savepoint(work) as Promise<T>;
}

function readInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`int8 ${text} does not fit a JavaScript number`);
  }
  return value;
}

function readInstant(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text);
  if (!match) throw new RangeError(`timestamptz ${text} is not a UTC instant of this era`);
  return `${match[1]}T${match[2]}.${(match[3] ?? "").slice(0, 3).padEnd(3, "0")}Z`;
}

function writeInstant(value: unknown): string {
  return value instanceof Date ? value.toISOString() : writeText(value);
}

function writeText(value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`expected text, got ${typeof value}`);
  return value;
}
