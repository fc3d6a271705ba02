import type { Sql } from "../../db/connection.ts";
import { type SenderSummary, summarizeSenders } from "../../db/imports/senders.ts";

export interface SendersView {
  clinics: SenderSummary[];
  employers: SenderSummary[];
}

/** Everybody whom files come from. */
export async function readSenders(sql: Sql): Promise<SendersView> {
  const [clinics, employers] = await Promise.all([
    summarizeSenders(sql, "register"),
    summarizeSenders(sql, "roster"),
  ]);
  return { clinics, employers };
}
