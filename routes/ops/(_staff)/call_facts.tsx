import type { Calendar } from "../../../domain/calendar.ts";
import { isCallingTime } from "../../../domain/call.ts";
import { type Instant, type LocalDate, localDateOf } from "../../../domain/local_date.ts";
import { formatPhone, internationalPhone, type Phone } from "../../../domain/phone.ts";
import { counted, plural, shortDate } from "../../../domain/russian.ts";
import { workingDaysBetween } from "../../../domain/working_days.ts";
import type { Call } from "./call_words.tsx";

/** The number to call, as a link that a softphone or a mobile dials. */
export function CallPhone({ phone }: { phone: Phone | null }) {
  if (phone === null) return <span class="muted">телефона нет</span>;
  return <a class="nb" href={`tel:${internationalPhone(phone)}`}>{formatPhone(phone)}</a>;
}

interface CallDueProps {
  call: Call;
  calendar: Calendar;
  now: Instant;
}

/** Until when the invoice is paid in time, and how long that still is. */
export function CallDue({ call, calendar, now }: CallDueProps) {
  const today = localDateOf(now, call.timeZone);
  return (
    <>
      <span class="nb">{shortDate(call.dueOn, { today })}</span>
      <div class="muted">{leftWords(call.dueOn, calendar, today)}</div>
    </>
  );
}

function leftWords(dueOn: LocalDate, calendar: Calendar, today: LocalDate): string {
  if (today > dueOn) return "срок прошел";
  if (today === dueOn) return "сегодня последний день";
  const left = workingDaysBetween(calendar, today, dueOn);
  return `${plural(left, ["остался", "осталось", "осталось"])} ${
    counted(left, ["рабочий день", "рабочих дня", "рабочих дней"])
  }`;
}

/** Whether the person's evening or night makes it a bad time to call. */
export function isQuiet(call: Call, now: Instant): boolean {
  return call.state === "open" && !isCallingTime(now, call.timeZone);
}
