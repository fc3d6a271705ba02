import { epochMs, type Instant } from "./local_date.ts";

/** Digits of a code that we send. */
export const CODE_DIGITS = 6;

/** So long a message may be under way; who asks again at once uses up the codes of a quarter hour. */
export const RESEND_SECONDS = 60;

/**
 * The code in what was typed or pasted: its digits alone or parted by spaces and dashes, or the
 * whole message that it came in. Null where there is none.
 */
export function codeIn(text: string): string | null {
  const digits = text.replace(/\D/g, "");
  if (digits.length === CODE_DIGITS) return digits;
  for (const [run] of text.matchAll(/\d(?:[\s–-]?\d)*/g)) {
    const found = run.replace(/\D/g, "");
    if (found.length === CODE_DIGITS) return found;
  }
  return null;
}

/** Seconds for which it is better to wait than to ask for another code; 0 where it is time. */
export function secondsToResend(askedAt: Instant, now: Instant): number {
  const passed = Math.floor((epochMs(now) - epochMs(askedAt)) / 1000);
  return Math.min(RESEND_SECONDS, Math.max(0, RESEND_SECONDS - passed));
}

/** «через полминуты»: how soon a code may be asked for again, coarse enough to be read once. */
export function waitInWords(seconds: number): string {
  if (seconds > 40) return "через минуту";
  if (seconds > 20) return "через полминуты";
  return seconds > 10 ? "через 20\u00a0секунд" : "через 10\u00a0секунд";
}
