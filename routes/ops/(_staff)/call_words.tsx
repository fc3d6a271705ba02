import { type CallOutcome, UNANSWERED_TRIES } from "../../../domain/call.ts";
import { type Instant, localDateOf, localTimeOf } from "../../../domain/local_date.ts";
import { counted, dayAndYear } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { INSURER_ZONE } from "./staff_actor.ts";

export type Call = Awaited<ReturnType<StaffState["useCases"]["readCalls"]>>["calls"][number];
type Try = Call["tries"][number];

/** What came of a try. */
export const OUTCOME_WORDS: Record<CallOutcome, string> = {
  answered: "дозвонились",
  no_answer: "нет ответа",
  busy: "занято",
  call_back: "просит перезвонить",
  wrong_number: "неверный номер",
};

/** Where a call stands. */
export function callStateWords(
  { state, detail }: { state: string; detail: string | null },
): string {
  switch (state) {
    case "open":
      return "Ждет звонка";
    case "done":
      return "Дозвонились";
    case "failed":
      return detail === "wrong_number" ? "Неверный номер" : "Не дозвонились";
    default:
      return `Не понадобился${detail !== null && SKIPPED[detail] ? `: ${SKIPPED[detail]}` : ""}`;
  }
}

const SKIPPED: Record<string, string> = {
  paid: "счет оплачен",
  defaulted: "срок оплаты истек",
  answered_before: "уже дозвонились",
  paused: "напоминания приостановлены",
};

/** Why an unreached call is not repeated. */
export function unreachedWords(tries: readonly Try[]): string {
  const unanswered = tries.filter((one) => one.outcome === "no_answer" || one.outcome === "busy");
  return unanswered.length >= UNANSWERED_TRIES
    ? `${counted(unanswered.length, ["попытка", "попытки", "попыток"])} без ответа`
    : "до срока оплаты больше не успеть";
}

interface TryListProps {
  tries: readonly Try[];
  zone: string;
  now: Instant;
}

/** The tries of a call, a line each: when, what, by whom. */
export function TryList({ tries, zone, now }: TryListProps) {
  if (tries.length === 0) return <>—</>;
  return (
    <ul class="plain-list">
      {tries.map((one) => (
        <li key={one.triedAt}>
          {momentWords(one.triedAt, zone, now)}: {tryWords(one, zone, now)}, {one.staff}
          {one.note !== null && <div class="muted">{one.note}</div>}
        </li>
      ))}
    </ul>
  );
}

/** `просит перезвонить 21 мая, 15:00` */
export function tryWords({ outcome, nextTryAt }: Try, zone: string, now: Instant): string {
  const words = OUTCOME_WORDS[outcome];
  return outcome === "call_back" && nextTryAt !== null
    ? `${words} ${momentWords(nextTryAt, zone, now)}`
    : words;
}

/** An hour of the person's day; where the insurer's clocks show another, that one too. */
export function hourWords(at: Instant, zone: string, now: Instant): string {
  const words = momentWords(at, zone, now);
  const ours = localTimeOf(at, INSURER_ZONE);
  return ours === localTimeOf(at, zone) ? words : `${words} у человека, ${ours} у нас`;
}

/** `21 мая, 15:00` in `zone`, unbroken; the year is told only if it is not that of `now`. */
export function momentWords(at: Instant, zone: string, now: Instant): string {
  const day = dayAndYear(localDateOf(at, zone), localDateOf(now, zone));
  return `${day}, ${localTimeOf(at, zone)}`.replaceAll(" ", "\u00a0");
}
