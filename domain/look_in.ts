import { addMonths, type Instant, laterOf, type LocalDate, localDateOf } from "./local_date.ts";
import { awake, reminderInstant } from "./reminder_plan.ts";

/** What is known of a person's visits. */
export interface Visits {
  /** First active day of their franchises, the earliest one. */
  activeFrom: LocalDate;
  registeredAt: Instant | null;
  lastAt: Instant | null;
  /** The day that their last reminder was due on. */
  remindedOn: LocalDate | null;
}

export interface LookIn {
  /** The day it is due on: the reminder's key. */
  on: LocalDate;
  /** When to send it; not before `now`, and not at night, where the day has passed. */
  at: Instant;
}

export interface LookInPlace {
  /** The person's zone. */
  zone: string;
  /** Spreads people over the morning. */
  key: string;
  now: Instant;
}

/**
 * The next reminder to look into the cabinet: a month after the last visit, the registration or the
 * first active day, whichever is the latest, and again each further month. Of several that an outage
 * has let pass the newest is left.
 */
export function nextLookIn(visits: Visits, { zone, key, now }: LookInPlace): LookIn {
  const base = countedFrom(visits, zone);
  const earliest = addMonths(laterOf(base, visits.remindedOn ?? base), 1);
  const instantOf = (months: number) => reminderInstant(addMonths(base, months), zone, key);
  let months = 1;
  while (addMonths(base, months) < earliest) months++;
  while (instantOf(months + 1) <= now) months++;
  const planned = instantOf(months);
  return { on: addMonths(base, months), at: planned > now ? planned : awake(now, zone, key) };
}

/** Whether nobody has looked in for a month on that day. */
export function isLookInDue(
  visits: Visits,
  { on, zone }: { on: LocalDate; zone: string },
): boolean {
  return addMonths(countedFrom(visits, zone), 1) <= on;
}

function countedFrom({ activeFrom, registeredAt, lastAt }: Visits, zone: string): LocalDate {
  return [registeredAt, lastAt]
    .filter((at) => at !== null)
    .map((at) => localDateOf(at, zone))
    .reduce(laterOf, activeFrom);
}
