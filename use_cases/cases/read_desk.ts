import type { Sql } from "../../db/connection.ts";
import { type Desk, readDesk as countDesk } from "../../db/staff/desk.ts";
import type { Clock } from "../../domain/clock.ts";
import { INSURER_ZONE } from "../imports/receive_file.ts";

/** What waits for the staff now, counted: whom it is about is not shown, so nothing is journalled. */
export function readDesk(sql: Sql, clock: Clock): Promise<Desk> {
  return countDesk(sql, { now: clock.now(), zone: INSURER_ZONE });
}
