import type { Database } from "../db/connection.ts";
import type { Logger } from "../logging.ts";
import { type CodeSender, sendLoginCodes } from "../use_cases/accounts/send_login_code.ts";
import { type Lane, startLane, unlessStalled } from "./lane.ts";

export interface CodeLaneParts extends CodeSender {
  sql: Database;
  logger: Logger;
  /** 2,000 unless told. */
  pollMs?: number;
}

/** Over a gateway's time-out; a code is dropped when it is a minute old. */
const STALLED_MS = 30_000;

/** Sends login codes as they are asked for. It needs Postgres and the gateways, and not Temporal. */
export function startCodeLane({ sql, logger, pollMs, ...sender }: CodeLaneParts): Lane {
  return startLane({
    channel: "code_deliveries",
    sql,
    logger,
    pollMs: pollMs ?? 2000,
    async drain() {
      while (true) {
        const codes = await unlessStalled(sendLoginCodes(sql, sender), STALLED_MS);
        for (const { challengeId, outcome } of codes) {
          const log = outcome === "sent" || outcome === "dropped" ? logger.info : logger.warn;
          log("login code", { id: challengeId, state: outcome });
        }
        if (codes.some(({ outcome }) => outcome === "waiting")) return false;
        if (codes.length === 0) return true;
      }
    },
  });
}
