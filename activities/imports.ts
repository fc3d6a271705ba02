import { Context, heartbeat } from "@temporalio/activity";
import { type Instant, instant, localDate } from "../domain/local_date.ts";
import { importRegister } from "../use_cases/imports/import_register.ts";
import { importRoster } from "../use_cases/imports/import_roster.ts";
import { previewFile } from "../use_cases/imports/preview_file.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
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
      const outcome = await alive(() => importRegister(sql, at(now), { fileId, progress }));
      if (!outcome.ok) return { ok: false, reason: "unreadable" };
      const { accepted, refused, held } = outcome;
      return { ok: true, accepted, refused: refused.length, held: held.length };
    },

    async importRoster(input: { fileId: number; now: string }): Promise<ImportCounts> {
      const { fileId, now } = input;
      const outcome = await alive(() => importRoster(sql, at(now), { fileId }));
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
      const { ok } = await alive(() => previewFile(sql, at(now), { fileId, progress }));
      return { ok };
    },

    async requestMonthlyPublishing(input: { now: string }): Promise<{ through: string | null }> {
      return { through: await requestMonthlyPublishing(sql, instant(input.now)) };
    },

    async publishInvoices(input: { through: string; at: string }): Promise<PublishedCounts> {
      const through = localDate(input.through);
      const outcome = await alive(() => publishInvoices(sql, at(input.at), { through, progress }));
      const { invoices, lines, totalKopecks, withoutPayer } = outcome;
      return { invoices, lines, totalKopecks, withoutPayer };
    },
  };
}

function at(text: string) {
  const now: Instant = instant(text);
  return { now: () => now };
}

/** Tells operators how far a long activity is. */
function progress(done: number, of?: number): void {
  heartbeat(of === undefined ? { done } : { done, of });
}

/** Tells Temporal all along that the worker lives, also while a file is only being read. */
async function alive<T>(work: () => Promise<T>): Promise<T> {
  const activity = Context.current();
  const beat = setInterval(() => activity.heartbeat(), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
