import postgres from "postgres";
import type { Database, Sql } from "./connection.ts";

type Options = postgres.Options<Record<string, postgres.PostgresType>>;
type Driver = postgres.Sql<Record<never, never>>;
type Reserved = postgres.ReservedSql<Record<never, never>>;
type Work<T> = (sql: Sql) => Promise<T>;

/** A transaction's connection is gone. If its commit was under way, what came of it is unknown. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  readonly code = "CONNECTION_LOST";
}

/** Then what a dead connection was asked is refused at last: the driver may have forgotten it. */
const LAST_STATEMENTS_MS = 5_000;
const MARKED_BEGIN = /^begin \/\* (\d+) \*\/$/;

/**
 * A pool that is made anew whenever one of its connections has gone.
 *
 * postgres.js 3.4.9 goes on with the object of a dead connection. One that died while a small write
 * waited for the event loop never writes again: what it is given later stays unanswered. A transaction
 * that goes on after its connection died, or is merely rolled back, waits for ever too, throws where
 * nobody can catch it, or runs on outside any transaction once the object is connected again (issues
 * 1133, 1154 and 1208 of porsager/postgres). So what comes after a close goes to new connections, the
 * old ones are left to what runs on them, and transactions are ours: they ask nothing of a connection
 * that has gone.
 */
export function renewingPool(url: string, options: Options): Database {
  let current = open();
  let listener: Driver | null = null;
  let ended = false;
  const retired = new Map<Connections, ReturnType<typeof setTimeout>>();
  const own = { begin, listen, end };

  return new Proxy((() => {}) as unknown as Database, {
    apply: (_target, _this, args) => Reflect.apply(current.sql, undefined, args),
    has: (_target, key) => key in own || key in current.sql,
    get: (_target, key) => Reflect.get(key in own ? own : current.sql, key),
  });

  function open(): Connections {
    const made = connections(url, options, () => renew(made));
    return made;
  }

  function renew(old: Connections): void {
    if (ended || old !== current) return;
    current = open();
    retired.set(old, setTimeout(retire, LAST_STATEMENTS_MS, old));
    old.retire();
  }

  async function retire(old: Connections): Promise<void> {
    await old.quiet();
    retired.delete(old);
    await old.sql.end({ timeout: 0 });
  }

  async function begin<T>(work: Work<T>): Promise<T> {
    while (!ended) {
      const taken = await current.take();
      if (taken) return await taken(work);
    }
    throw Object.assign(new Error("The pool has been ended"), { code: "CONNECTION_ENDED" });
  }

  /** On a connection of its own; the driver connects it, and listens on it, again by itself. */
  async function listen(
    channel: string,
    announced: (payload: string) => void,
    onListening?: () => void,
  ): Promise<void> {
    const sql = listener ??= postgres(url, { ...options, max: 1 }) as unknown as Driver;
    try {
      await sql.listen(channel, announced, onListening);
    } catch (error) {
      if (listener === sql) listener = null;
      await sql.end({ timeout: 0 });
      throw error;
    }
  }

  async function end({ timeout = null }: { timeout?: number | null } = {}): Promise<void> {
    ended = true;
    const all = [current, ...retired.keys()];
    for (const timer of retired.values()) clearTimeout(timer);
    retired.clear();
    await Promise.all([
      listener?.end({ timeout: 0 }),
      ...all.map(async (one) => {
        await within(one.quiet(), timeout);
        await one.sql.end(timeout === null ? {} : { timeout });
      }),
    ]);
  }
}

async function within(done: Promise<void>, seconds: number | null): Promise<void> {
  if (seconds === null) return await done;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => timer = setTimeout(resolve, seconds * 1000));
  await Promise.race([done, late]);
  clearTimeout(timer);
}

/** Connections that are given up together. */
interface Connections {
  sql: Driver;
  /** A connection to run a transaction on; null where they were retired while it was waited for. */
  take(): Promise<(<T>(work: Work<T>) => Promise<T>) | null>;
  retire(): void;
  /** Resolves when no transaction runs. */
  quiet(): Promise<void>;
}

function connections(url: string, options: Options, closed: () => void): Connections {
  const running = new Map<number, Transaction>();
  let retire = () => {};
  const retired = new Promise<null>((resolve) => retire = () => resolve(null));
  let whenQuiet = () => {};
  let begun = 0;
  const sql = postgres(url, {
    ...options,
    // The driver names a connection in two places: as a statement is sent on it, and as it is
    // closed. The mark in `begin` says which transaction's connection that is.
    debug(connection, text, parameters, types) {
      const mark = MARKED_BEGIN.exec(text)?.[1];
      if (mark !== undefined) running.get(Number(mark))!.connection = connection;
      if (typeof options.debug === "function") options.debug(connection, text, parameters, types);
    },
    onclose(connection) {
      for (const transaction of running.values()) {
        if (transaction.connection === connection) transaction.lose();
      }
      closed();
    },
  }) as unknown as Driver;

  return {
    sql,
    async take() {
      const reserving = sql.reserve();
      const reserved = await Promise.race([reserving, retired]);
      if (reserved) return (work) => begin(reserved, work);
      reserving.then((late) => late.release(), () => {});
      return null;
    },
    retire,
    quiet: () => running.size === 0 ? Promise.resolve() : new Promise((done) => whenQuiet = done),
  };

  async function begin<T>(reserved: Reserved, work: Work<T>): Promise<T> {
    const mark = ++begun;
    const transaction = transactionOn(reserved, mark);
    running.set(mark, transaction);
    try {
      return await Promise.race([transaction.run(work), transaction.lost]);
    } finally {
      running.delete(mark);
      if (running.size === 0) whenQuiet();
    }
  }
}

interface Transaction {
  /** The driver's number of its connection, once `begin` was sent. */
  connection: number | null;
  /** Rejects when the connection has gone: statements under way may stay unanswered. */
  lost: Promise<never>;
  lose(): void;
  run<T>(work: Work<T>): Promise<T>;
}

function transactionOn(reserved: Reserved, mark: number): Transaction {
  let fail: (error: ConnectionLost) => void = () => {};
  const lost = new Promise<never>((_resolve, reject) => fail = reject);
  lost.catch(() => {});
  let over = false;
  let savepoints = 0;
  const own = { savepoint, unsafe };
  const scope = new Proxy(reserved as unknown as Sql, {
    apply(_target, _this, args) {
      check();
      return Reflect.apply(reserved, undefined, args);
    },
    has: (_target, key) => key in own || key in reserved,
    get: (_target, key) => Reflect.get(key in own ? own : reserved, key),
  });
  return {
    connection: null,
    lost,
    lose() {
      over = true;
      fail(new ConnectionLost("The connection was lost in a transaction"));
    },
    run,
  };

  /** The connection is given back only where it is known to be in order. */
  async function run<T>(work: Work<T>): Promise<T> {
    await unsafe(`begin /* ${mark} */`);
    let result: T;
    try {
      result = await work(scope);
      check();
    } catch (error) {
      if (!over) await finish("rollback");
      throw error;
    }
    if (await finish("commit") !== "COMMIT") {
      throw new Error("Rolled back: a statement had failed, and the work went on all the same");
    }
    return result;
  }

  async function finish(how: "commit" | "rollback"): Promise<string> {
    over = true;
    const { command } = await reserved.unsafe(how);
    reserved.release();
    return command;
  }

  async function savepoint<T>(work: Work<T>): Promise<T> {
    const name = `s${++savepoints}`;
    await unsafe(`savepoint ${name}`);
    try {
      return await work(scope);
    } catch (error) {
      if (!over) await unsafe(`rollback to savepoint ${name}`);
      throw error;
    }
  }

  function unsafe(...args: Parameters<Sql["unsafe"]>) {
    check();
    return reserved.unsafe(...args);
  }

  /** Throws where a statement would run outside the transaction. */
  function check(): void {
    if (over) throw new ConnectionLost("The transaction is over, or its connection has gone");
  }
}
