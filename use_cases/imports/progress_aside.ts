import type { Database } from "../../db/connection.ts";
import {
  beginProgress,
  type ImportProgress,
  type ImportWork,
  noteProgress,
} from "../../db/imports/import_progress.ts";

export interface ProgressAside {
  note(reached: ImportProgress): void;
  /** Ends when the last note is written. */
  written(): Promise<void>;
}

/**
 * Notes the progress of what is one transaction from its first row to its last, beside it: inside,
 * nobody would see it before the end. To be made before that begins, since it may hold the file's
 * row, which a new row refers to. It never holds that up: of notes that come while one is being
 * written only the last counts, and one that fails is passed over.
 */
export async function progressAside(sql: Database, work: ImportWork): Promise<ProgressAside> {
  await beginProgress(sql, work, 0);
  let waiting: ImportProgress | null = null;
  let writing: Promise<void> | null = null;
  return {
    note(reached) {
      waiting = reached;
      writing ??= write().catch(() => {}).finally(() => writing = null);
    },
    async written() {
      await writing;
    },
  };

  async function write(): Promise<void> {
    for (let reached = waiting; reached !== null; reached = waiting) {
      waiting = null;
      await noteProgress(sql, work, reached);
    }
  }
}
