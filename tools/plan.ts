/**
 * `deno task plan`: prints the dates that the product would promise, each with its reasons, for
 * anyone to check against a wall calendar.
 */
import { parseArgs } from "node:util";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { type Calendar, type CalendarData, calendarOf } from "../domain/calendar.ts";
import { dueAt, dueDate, TERM_WORKING_DAYS } from "../domain/invoice.ts";
import { addDays, type LocalDate, parseLocalDate, yearOf } from "../domain/local_date.ts";
import { DEFAULT_REMINDER_PLAN, planReminders } from "../domain/reminder_plan.ts";
import { nextWorkingDay } from "../domain/working_days.ts";

/** An employer's zone unless it says otherwise. */
const ZONE = "Asia/Yekaterinburg";

const USAGE = `Usage:
  deno task plan --consented 2026-04-30 [--region RU-BA]   the first day of service
  deno task plan --published 2026-04-20 [--region RU-BA]   the last day to pay, and the reminders`;

class UsageError extends Error {}

/** What the arguments ask for, as JSON-ready rows; throws UsageError with a sentence for people. */
function plan(args: readonly string[]): unknown {
  const { consented, published, region } = readArguments(args);
  const calendar = calendarFor(region);
  if (consented !== undefined && published !== undefined) {
    throw new UsageError("Give either --consented or --published, not both.");
  }
  if (consented !== undefined) return consentPlan(calendar, readDate("consented", consented));
  if (published !== undefined) return invoicePlan(calendar, readDate("published", published));
  throw new UsageError(`Say from which date to count.\n${USAGE}`);
}

function consentPlan(calendar: Calendar, consented: LocalDate) {
  const { date, skipped, provisional } = nextWorkingDay(calendar, consented);
  return {
    consented,
    region: calendar.region,
    active_from: date,
    skipped,
    provisional,
    provisional_years: provisionalYears(calendar, consented, date),
  };
}

function invoicePlan(calendar: Calendar, published: LocalDate) {
  const { date: dueOn, skipped, provisional } = dueDate(calendar, published);
  const reminders = planReminders(calendar, published, DEFAULT_REMINDER_PLAN)
    .map(({ day, on, channels }) => ({ day, on, channels }));
  return {
    published,
    region: calendar.region,
    due_on: dueOn,
    pay_until: dueAt(dueOn, ZONE),
    zone: ZONE,
    working_days: TERM_WORKING_DAYS,
    reminders,
    skipped,
    provisional,
    provisional_years: provisionalYears(calendar, published, dueOn),
  };
}

/** Years whose decree, or whose regional holidays, the counted days could not rely on. */
function provisionalYears(calendar: Calendar, after: LocalDate, until: LocalDate): number[] {
  const years = new Set<number>();
  for (let day = addDays(after, 1); day <= until; day = addDays(day, 1)) {
    if (calendar.dayKind(day).provisional) years.add(yearOf(day));
  }
  return [...years];
}

function calendarFor(region: string | undefined): Calendar {
  const data: CalendarData = calendarData;
  if (region === undefined) return calendarOf(data, null);
  if (!Object.hasOwn(data.regions, region)) {
    const known = Object.entries(calendarData.regions).map(([code, { name }]) =>
      `${code} (${name})`
    );
    throw new UsageError(
      `Unknown region "${region}". Known regions: ${known.join(", ")}. ` +
        "Leave --region out for the federal calendar.",
    );
  }
  return calendarOf(data, region);
}

function readDate(option: string, text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) {
    throw new UsageError(`--${option} takes a date like 2026-04-30, and "${text}" is none.`);
  }
  if (yearOf(date) < 2000 || yearOf(date) > 2100) {
    throw new UsageError(`--${option} takes a date in the years 2000 to 2100, not ${text}.`);
  }
  return date;
}

function readArguments(args: readonly string[]) {
  const single = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { consented: single, published: single, region: single },
      strict: true,
      allowPositionals: false,
    });
    return values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new UsageError(`${cause.message}.\n${USAGE}`, { cause });
  }
}

if (import.meta.main) {
  try {
    console.log(Deno.args.includes("--help") ? USAGE : JSON.stringify(plan(Deno.args), null, 2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
