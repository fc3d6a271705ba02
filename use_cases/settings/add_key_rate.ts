import { type Sql, transaction } from "../../db/connection.ts";
import { insertKeyRate, listSourcedKeyRates, type SourcedKeyRate } from "../../db/rates.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export type KeyRateAdded =
  | { ok: true }
  /** Rows are never changed: `known` is the one that starts on that day. */
  | { ok: false; reason: "known"; known: SourcedKeyRate }
  | { ok: false; reason: "ends_before_start" | "no_source" };

/** Records the key rate from a day on; `actor` is null for the command line. */
export function addKeyRate(
  sql: Sql,
  clock: Clock,
  { rate, actor }: { rate: SourcedKeyRate; actor: StaffActor | null },
): Promise<KeyRateAdded> {
  return transaction(sql, async (sql): Promise<KeyRateAdded> => {
    const source = rate.source.trim();
    if (rate.knownThrough < rate.from) return { ok: false, reason: "ends_before_start" };
    if (source === "") return { ok: false, reason: "no_source" };
    const at = clock.now();
    if (!await insertKeyRate(sql, { ...rate, source, at })) {
      const known = (await listSourcedKeyRates(sql)).find(({ from }) => from === rate.from)!;
      return { ok: false, reason: "known", known };
    }
    await writeJournal(sql, {
      actor: actor === null ? "command_line" : `staff/${actor.staffId}`,
      action: "key_rate_added",
      subject: `key_rate/${rate.from}`,
      detail: { rate: rate.basisPoints, knownThrough: rate.knownThrough, source },
      ip: actor?.ip ?? null,
      at,
    });
    return { ok: true };
  });
}
