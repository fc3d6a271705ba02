import type { Clock } from "./domain/clock.ts";
import { type Instant, instant } from "./domain/local_date.ts";

/** The machine's clock, in UTC to the millisecond. */
export const systemClock: Clock = {
  now: () => instant(new Date().toISOString()),
};

/** A clock that stands at `at`: `--as-of`, the seed, tests. */
export function fixedClock(at: Instant): Clock {
  return { now: () => at };
}
