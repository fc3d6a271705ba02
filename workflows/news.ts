import { condition, defineSignal, setHandler } from "@temporalio/workflow";

/** Whether any of a case's signals has come since its rows were read. */
export interface News {
  /** Call before reading: what comes during the read counts as new. */
  clear(): void;
  /** Whether any has come since then. */
  came(): boolean;
  /** Waits until `at` (ISO). @returns true if news came first */
  before(at: string, summary: string): Promise<boolean>;
  /** Waits for news however long it takes. */
  ever(): Promise<void>;
}

/** Answers to these signals, each of which says only «read your rows again». */
export function newsBy(signals: readonly string[]): News {
  let news = false;
  for (const signal of signals) {
    setHandler(defineSignal(signal), () => {
      news = true;
    });
  }
  return {
    clear() {
      news = false;
    },
    came: () => news,
    async before(at, summary) {
      const ms = Date.parse(at) - Date.now();
      if (news || ms <= 0) return news;
      return await condition(() => news, ms, { summary });
    },
    async ever() {
      await condition(() => news);
    },
  };
}

/** The instant that the workflow has reached: what its activities decide by. */
export function now(): string {
  return new Date().toISOString();
}
