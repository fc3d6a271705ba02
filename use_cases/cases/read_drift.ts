import {
  type DriftRow,
  listDriftLeftFirst,
  readLastReconciliation,
  readUnfinishedSince,
  type ReconciliationRow,
} from "../../db/cases/reconciling.ts";
import type { Sql } from "../../db/connection.ts";
import type { Instant } from "../../domain/local_date.ts";

const SHOWN = 200;

export interface DriftOverview {
  /** The latest comparison that came to its end; null before the first. */
  last: ReconciliationRow | null;
  /** Its differences, those that are left first; at most 200. */
  drift: DriftRow[];
  /** A later one has begun and not ended: it runs, or was cut off. */
  unfinishedSince: Instant | null;
}

/** The latest comparison of the rows with the workflows, for staff. No person is in it. */
export async function readDrift(sql: Sql): Promise<DriftOverview> {
  const last = await readLastReconciliation(sql);
  const drift = last === null
    ? []
    : await listDriftLeftFirst(sql, { reconciliationId: last.id, limit: SHOWN });
  return { last, drift, unfinishedSince: await readUnfinishedSince(sql) };
}
