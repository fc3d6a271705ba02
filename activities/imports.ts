import { Context } from "@temporalio/activity";
import type { ImportProgress, ImportWork } from "../db/imports/import_progress.ts";
import { type Instant, instant, localDate } from "../domain/local_date.ts";
import { importRegister } from "../use_cases/imports/import_register.ts";
import { importRoster } from "../use_cases/imports/import_roster.ts";
import { previewFile } from "../use_cases/imports/preview_file.ts";
import { progressAside } from "../use_cases/imports/progress_aside.ts";
import { awaitRegisters } from "../use_cases/invoices/await_registers.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
import { INVOICE_PERIODS, periodsEnding } from "../domain/contract_terms.ts";
import { requestMonthlyPublishing } from "../use_cases/invoices/request_publishing.ts";
import type { ActivityParts } from "./parts.ts";

/** Counts only: rows, names and policy numbers stay in Postgres. */
export type ImportCounts =
  | { ok: true; accepted: number; refused: number; held: number }
  | { ok: false; reason: "unreadable" };

/** Counts and a sum; `withoutPayer` are minors whom the roster gives no representative. */
export interface PublishedCounts {
  invoices: number;
  lines: number;
  totalKopecks: number;
  withoutPayer: number;
}

export function importActivities({ sql }: ActivityParts) {
  return {
    async importRegister(input: { fileId: number; now: string }): Promise<ImportCounts> {
      const { fileId, now } = input;
      const outcome = await alive((progress) => importRegister(sql, at(now), { fileId, progress }));
      if (!outcome.ok) return { ok: false, reason: "unreadable" };
      const { accepted, refused, held } = outcome;
      return { ok: true, accepted, refused: refused.length, held: held.length };
    },

    async importRoster(input: { fileId: number; now: string }): Promise<ImportCounts> {
      const { fileId, now } = input;
      const outcome = await inOnePiece(
        { fileId, work: "import" },
        (progress) => importRoster(sql, at(now), { fileId, progress }),
      );
      if (!outcome.ok) return { ok: false, reason: "unreadable" };
      const { added, updated, unchanged, refused } = outcome;
      return {
        ok: true,
        accepted: added + updated + unchanged,
        refused: refused.length,
        held: 0,
      };
    },

    async previewFile(input: { fileId: number; now: string }): Promise<{ ok: boolean }> {
      const { fileId, now } = input;
      const { ok } = await inOnePiece(
        { fileId, work: "preview" },
        (progress) => previewFile(sql, at(now), { fileId, progress }),
      );
      return { ok };
    },

    async requestMonthlyPublishing(input: { now: string }): Promise<{ through: string | null }> {
      return { through: await requestMonthlyPublishing(sql, instant(input.now)) };
    },

    async publishInvoices(
      input: { through: string; periods?: "due"; at: string },
    ): Promise<PublishedCounts> {
      const through = localDate(input.through);
      const periods = input.periods === "due" ? periodsEnding(through) : INVOICE_PERIODS;
      const outcome = await alive(async (tell: (part: { done: number; of: number }) => void) => {
        const progress = (done: number, of: number) => tell({ done, of });
        await awaitRegisters(sql, at(input.at));
        return await publishInvoices(sql, at(input.at), { through, periods, progress });
      });
      const { invoices, lines, totalKopecks, withoutPayer } = outcome;
      return { invoices, lines, totalKopecks, withoutPayer };
    },
  };

  /** What commits nothing before its end is seen by its notes. */
  async function inOnePiece<Outcome>(
    file: ImportWork,
    work: (progress: (reached: ImportProgress) => void) => Promise<Outcome>,
  ): Promise<Outcome> {
    const aside = await progressAside(sql, file);
    try {
      return await alive((tell: (reached: ImportProgress) => void) =>
        work((reached) => {
          aside.note(reached);
          tell(reached);
        })
      );
    } finally {
      await aside.written();
    }
  }
}

function at(text: string) {
  const now: Instant = instant(text);
  return { now: () => now };
}

/**
 * Tells Temporal all along that the worker lives, also while a file is only being read, and how far
 * the work is: operators see it there.
 */
async function alive<Part extends object, Outcome>(
  work: (tell: (part: Part) => void) => Promise<Outcome>,
): Promise<Outcome> {
  const activity = Context.current();
  let told: Part | undefined;
  const beat = setInterval(() => activity.heartbeat(told), 10_000);
  try {
    return await work((part) => {
      told = part;
      activity.heartbeat(told);
    });
  } finally {
    clearInterval(beat);
  }
}
