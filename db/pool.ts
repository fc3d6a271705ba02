import postgres from "postgres";
import type { Database, Sql } from "./connection.ts";

type Options = postgres.Options<Record<string, postgres.PostgresType>>;
type Driver = postgres.Sql<Record<never, never>>;
type Reserved = postgres.ReservedSql<Record<never, never>>;
type Work<T> = (sql: Sql) => Promise<T>;

/** A connection is gone. What came of a statement or commit that was under way is unknown. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  readonly code = "CONNECTION_LOST";
}

/** The first statement on each connection; nobody has asked for it. */
export const OPENING = "select 1";

/** A connection, with a driver that has no other, and is thrown away with it. */
interface Link {
  driver: Driver;
  reserved: Reserved | null;
  /** Called once when the connection has gone: what is asked of it may stay unanswered. */
  lost: (() => void) | null;
}

interface OpenLink extends Link {
  reserved: Reserved;
}

/** What the driver makes of a statement: it asks the handler when it is waited for. */
interface DriverQuery extends Promise<unknown> {
  handler(query: DriverQuery): void;
  reject(error: unknown): void;
}

/**
 * A pool of connections, each of which does one thing at a time: a statement or a transaction.
 *
 * postgres.js 3.4.9 goes on with the object of a dead connection. One that died while a small write
 * waited for the event loop never writes again: what it is given later stays unanswered. A transaction
 * that goes on after its connection died, or is merely rolled back, waits for ever too, throws where
 * nobody can catch it, or runs on outside any transaction once the object is connected again (issues
 * 1133, 1154 and 1208 of porsager/postgres). So each connection has a driver of its own here, that is
 * never asked again after a close; pool and transactions are ours. Cursors and COPY are not for it.
 */
export function pool(url: string, options: Options & { max: number }): Database {
  const links = new Set<Link>();
  const idle: OpenLink[] = [];
  const waiting: { resolve(link: OpenLink): void; reject(error: unknown): void }[] = [];
  const whenQuiet: (() => void)[] = [];
  let listener: Driver | null = null;
  let ending: Promise<void> | null = null;
  /** Whose connection has been asked for the types of arrays. */
  let knowing: Driver | null = null;
  /** Makes statements, which are sent on a link once they are waited for; it never connects. */
  const maker = driver({});
  const own = { begin, listen, end, unsafe };

  return new Proxy((() => {}) as unknown as Database, {
    apply: (_target, _this, args) => sentBy(send, Reflect.apply(maker, undefined, args)),
    has: (_target, key) => key in own || key in maker,
    get: (_target, key) => Reflect.get(key in own ? own : maker, key),
  });

  /** One that closed healthy connections by itself, each hour, could close one that was just taken. */
  function driver(extra: Options): Driver {
    const all = { ...options, max: 1, max_lifetime: null, ...extra };
    return postgres(url, all) as unknown as Driver;
  }

  function unsafe(...args: Parameters<Sql["unsafe"]>) {
    return sentBy(send, maker.unsafe(...args));
  }

  async function send(query: DriverQuery): Promise<void> {
    let link: OpenLink;
    try {
      link = await take();
    } catch (error) {
      return query.reject(error);
    }
    link.lost = () => query.reject(new ConnectionLost("The connection was lost in a statement"));
    settled(query).then((inOrder) => inOrder ? giveBack(link) : discard(link));
    handlerOf(link)(query);
  }

  async function begin<T>(work: Work<T>): Promise<T> {
    const link = await take();
    return await runTransaction(link, work, {
      over: (inOrder) => inOrder ? giveBack(link) : discard(link),
    });
  }

  async function take(): Promise<OpenLink> {
    if (ending) throw ended();
    const link = idle.pop();
    if (link) return link;
    if (links.size < options.max) return await open();
    return await new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  async function open(): Promise<OpenLink> {
    const link: Link = { driver: opened(() => remove(link)), reserved: null, lost: null };
    links.add(link);
    try {
      const gone = new Promise<never>((_resolve, reject) => {
        link.lost = () => reject(new ConnectionLost("The connection was lost as it was opened"));
      });
      // Asked first, since the driver forgets no `reserve()` whose connection was refused.
      await Promise.race([link.driver.unsafe(OPENING), gone]);
      link.reserved = await link.driver.reserve();
      knowing ??= link.driver;
      return link as OpenLink;
    } catch (error) {
      discard(link);
      throw error;
    }
  }

  /**
   * Of the first connection alone it is asked which types arrays are of: where a connection dies
   * during that question, the driver throws what nobody can catch.
   */
  function opened(onclose: () => void): Driver {
    if (knowing === null) return driver({ onclose });
    const { parsers, serializers } = knowing.options;
    const made = driver({ onclose, fetch_types: false });
    Object.assign(made.options.parsers, parsers);
    Object.assign(made.options.serializers, serializers);
    return made;
  }

  function giveBack(link: OpenLink): void {
    if (!links.has(link)) return;
    link.lost = null;
    const next = waiting.shift();
    if (next) return next.resolve(link);
    idle.push(link);
    tellQuiet();
  }

  function discard(link: Link): void {
    remove(link);
    link.driver.end({ timeout: 0 }).catch(() => {});
  }

  /** Whoever waits may open a connection in its place. */
  function remove(link: Link): void {
    if (!links.delete(link)) return;
    const place = idle.indexOf(link as OpenLink);
    if (place >= 0) idle.splice(place, 1);
    link.lost?.();
    const next = waiting.shift();
    if (next) open().then(next.resolve, next.reject);
    else tellQuiet();
  }

  /** On a connection of its own; the driver connects it, and listens on it, again by itself. */
  async function listen(
    channel: string,
    announced: (payload: string) => void,
    onListening?: () => void,
  ): Promise<void> {
    const sql = listener ??= driver({});
    try {
      await sql.listen(channel, announced, onListening);
    } catch (error) {
      if (listener === sql) listener = null;
      await sql.end({ timeout: 0 });
      throw error;
    }
  }

  function end({ timeout = null }: { timeout?: number | null } = {}): Promise<void> {
    return ending ??= endAll(timeout);
  }

  async function endAll(timeout: number | null): Promise<void> {
    await Promise.all([listener?.end({ timeout: 0 }), within(quiet(), timeout)]);
    for (const { reject } of waiting.splice(0)) reject(ended());
    await Promise.all([...links].map(async (link) => {
      const isIdle = idle.includes(link as OpenLink);
      if (isIdle) link.reserved!.release();
      await link.driver.end(isIdle ? {} : { timeout: 0 });
    }));
  }

  function quiet(): Promise<void> {
    return new Promise((resolve) => {
      whenQuiet.push(resolve);
      tellQuiet();
    });
  }

  function tellQuiet(): void {
    if (idle.length === links.size) { for (const resolve of whenQuiet.splice(0)) resolve(); }
  }
}

function ended(): Error {
  return Object.assign(new Error("The pool has been ended"), { code: "CONNECTION_ENDED" });
}

async function within(done: Promise<void>, seconds: number | null): Promise<void> {
  if (seconds === null) return await done;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => timer = setTimeout(resolve, seconds * 1000));
  await Promise.race([done, late]);
  clearTimeout(timer);
}

function handlerOf({ reserved }: OpenLink): DriverQuery["handler"] {
  return (reserved.unsafe("") as unknown as DriverQuery).handler;
}

/** Lets a statement, once it is waited for, go another way than its driver's; values stay as they are. */
function sentBy<Q>(send: DriverQuery["handler"], made: Q): Q {
  if (made instanceof Promise) (made as unknown as DriverQuery).handler = send;
  return made;
}

/** @returns whether its connection is known to be in order after it; asks nothing by itself */
function settled(query: DriverQuery): Promise<boolean> {
  return Promise.prototype.then.call(query, () => true, isOfStatement) as Promise<boolean>;
}

/** Whether the server refused a statement, and not its connection. */
function isOfStatement(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.severity === "ERROR";
}

async function runTransaction<T>(
  link: OpenLink,
  work: Work<T>,
  { over: finished }: { over(inOrder: boolean): void },
): Promise<T> {
  const { reserved } = link;
  const handler = handlerOf(link);
  let over = false;
  let savepoints = 0;
  const gone = new Promise<never>((_resolve, reject) => {
    link.lost = () => {
      over = true;
      reject(new ConnectionLost("The connection was lost in a transaction"));
    };
  });
  const own = { savepoint, unsafe };
  const scope = new Proxy(reserved as unknown as Sql, {
    apply: (_target, _this, args) => checked(Reflect.apply(reserved, undefined, args)),
    has: (_target, key) => key in own || key in reserved,
    get: (_target, key) => Reflect.get(key in own ? own : reserved, key),
  });
  return await Promise.race([run(), gone]);

  async function run(): Promise<T> {
    await ask("begin");
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
    const command = await ask(how);
    finished(true);
    return command;
  }

  /** A commit that is refused, for a constraint that was put off, has ended the transaction too. */
  async function ask(text: string): Promise<string> {
    try {
      return (await reserved.unsafe(text)).command;
    } catch (error) {
      finished(isOfStatement(error));
      throw error;
    }
  }

  async function savepoint<R>(work: Work<R>): Promise<R> {
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
    return checked(reserved.unsafe(...args));
  }

  /** A statement may be made in time and waited for too late. */
  function checked<Q>(made: Q): Q {
    check();
    return sentBy((query) => over ? query.reject(refusal()) : handler(query), made);
  }

  /** Throws where a statement would run outside the transaction. */
  function check(): void {
    if (over) throw refusal();
  }

  function refusal(): ConnectionLost {
    return new ConnectionLost("The transaction is over, or its connection has gone");
  }
}
