import { termDays, termPosition, termSentence } from "../../../components/page/term.ts";
import type { Calendar } from "../../../domain/calendar.ts";
import { isCallingTime } from "../../../domain/call.ts";
import { type Instant, localDateOf } from "../../../domain/local_date.ts";
import { formatPhone, internationalPhone, type Phone } from "../../../domain/phone.ts";
import { shortDate } from "../../../domain/russian.ts";
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

/** Until when the invoice is paid in time, and which of the term's days today is. */
export function CallDue({ call, calendar, now }: CallDueProps) {
  const today = localDateOf(now, call.timeZone);
  const term = termPosition(termDays(calendar, call.publishedOn, call.dueOn), today);
  return (
    <>
      <span class="nb">{shortDate(call.dueOn, { today })}</span>
      <div class="muted">{termSentence(term, today)}</div>
    </>
  );
}

/** Whether the person's evening or night makes it a bad time to call. */
export function isQuiet(call: Call, now: Instant): boolean {
  return call.state === "open" && !isCallingTime(now, call.timeZone);
}
