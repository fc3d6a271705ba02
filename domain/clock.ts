import type { Instant } from "./local_date.ts";

/**
 * What time it is. Entries build one and hand it down, so that a demo, an import `--as-of` a date
 * and a test can set it; nothing else asks the machine.
 */
export interface Clock {
  now(): Instant;
}
