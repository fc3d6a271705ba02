import type { Database } from "../db/connection.ts";
import type { Logger } from "../logging.ts";

export interface LaneOptions {
  /** For the log, and the channel of Postgres that announces new rows. */
  channel: string;
  sql: Database;
  logger: Logger;
  /** How often rows are looked for without being announced: an announcement may be lost. */
  pollMs: number;
  /** Does all that waits. It throws where Postgres is away. @returns false to be called again soon */
  drain(): Promise<boolean>;
}

/** Work on rows of Postgres that goes on until it is closed. */
export interface Lane {
  /** Resolves once what was under way is done. */
  close(): Promise<void>;
}

/**
 * Gives up waiting for work that should have ended long ago: a lane must not stand still because a
 * machine between it and Postgres has swallowed an answer. What was under way is tried again, on
 * another connection; the pool sees to dead ones by itself (db/pool.ts).
 */
export async function unlessStalled<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer from Postgres within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, stalled]);
  } finally {
    clearTimeout(timer);
  }
}

/** Pauses after failures in a row, in milliseconds; the last one repeats. */
const BACKOFF_MS = [200, 500, 1000, 2000, 5000];

/**
 * Works on rows as they are announced by NOTIFY, and looks for them by itself besides: at the start,
 * whenever the announcements have been interrupted, and every `pollMs`. Whatever is down is tried
 * again; nothing that fails here ends the process.
 */
export function startLane({ channel, sql, logger, pollMs, drain }: LaneOptions): Lane {
  const closing = new AbortController();
  let woken = false;
  let wake = () => {};
  const working = work();
  const listening = listen();

  return {
    async close() {
      closing.abort();
      wake();
      await Promise.all([working, listening]);
    },
  };

  async function work(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted;) {
      woken = false;
      let done = false;
      try {
        done = await drain();
        if (failures > 0 && done) logger.info("lane goes on", { channel, attempt: failures });
        if (done) failures = 0;
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.warn("lane failed", { channel, attempt: failures + 1, error });
      }
      if (done) await untilWoken(pollMs);
      else await pause(BACKOFF_MS[failures++] ?? BACKOFF_MS.at(-1)!);
    }
  }

  async function listen(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      try {
        // postgres.js connects again by itself, and calls `announced` then: what was announced in
        // the gap is lost.
        await sql.listen(channel, announced, announced);
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.warn("not listening", { channel, attempt: failures + 1, error });
        await pause(BACKOFF_MS[failures] ?? BACKOFF_MS.at(-1)!);
      }
    }
  }

  function announced(): void {
    woken = true;
    wake();
  }

  /** Until rows are announced, but not longer than `ms`. */
  function untilWoken(ms: number): Promise<void> {
    if (woken || closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(wakeUp, ms);
      wake = wakeUp;
      function wakeUp() {
        clearTimeout(timer);
        wake = () => {};
        resolve();
      }
    });
  }

  /** Announcements don't cut a pause after a failure short; closing does. */
  function pause(ms: number): Promise<void> {
    if (closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      closing.signal.addEventListener("abort", done, { once: true });
      function done() {
        clearTimeout(timer);
        closing.signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}
