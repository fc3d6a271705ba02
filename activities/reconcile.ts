import { heartbeat } from "@temporalio/activity";
import { reconcile } from "../use_cases/cases/reconcile.ts";
import type { ActivityParts } from "./parts.ts";

/** Counts only: what differs stands in Postgres. */
export interface ReconciledCounts {
  compared: number;
  differences: number;
  mended: number;
}

export function reconcileActivities({ sql, clock, cases }: ActivityParts) {
  return {
    reconcile: async (): Promise<ReconciledCounts> => {
      const { compared, differences, mended } = await reconcile({ sql, clock, cases }, {
        mode: "mend",
        progress: (compared) => heartbeat({ compared }),
      });
      return { compared, differences, mended };
    },
  };
}
