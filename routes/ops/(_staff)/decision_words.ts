import { unbroken } from "../../../components/page/text.ts";
import type { DueDateProblem, PauseProblem } from "../../../domain/decision.ts";
import { LONGEST_PAUSE_DAYS, LONGEST_POSTPONEMENT_DAYS } from "../../../domain/decision.ts";
import { addMinutes, type Instant, localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";

export type Decision = NonNullable<
  Awaited<ReturnType<StaffState["useCases"]["openDecision"]>>
>;

/** What a decision is about. */
export type DecisionSubject = Pick<
  Decision,
  | "kind"
  | "invoiceId"
  | "amountKopecks"
  | "policyNumber"
  | "untilOn"
  | "found"
  | "capturedAt"
  | "timeZone"
>;

/** «Списать 900,00 ₽ по счету № 2041» */
export function decisionWords(decision: DecisionSubject, now: Instant): string {
  const { kind, invoiceId, amountKopecks, policyNumber, untilOn, timeZone } = decision;
  const invoice = invoiceId === null ? null : numbered(invoiceId);
  const until = untilOn === null ? "" : dayAndYear(untilOn, localDateOf(now, timeZone));
  switch (kind) {
    case "forgive":
      return unbroken(`Списать ${formatRoubles(amountKopecks!)} по счету ${invoice}`);
    case "restore":
      return `Вернуть программу до\u00a0оплаты, полис ${policyNumber}`;
    case "refund":
      return unbroken(`Вернуть ${formatRoubles(amountKopecks!)} через банк`);
    case "payment_found":
    case "refund_found":
      return findingWords(decision);
    case "move_due":
      return unbroken(`Перенести срок счета ${invoice} на ${until}`);
    case "pause":
      return invoice === null
        ? unbroken(`Не напоминать ни об одном счете до ${until} включительно`)
        : unbroken(`Не напоминать о счете ${invoice} до ${until} включительно`);
  }
}

/** «Провести платеж 900,00 ₽: банк списал 20 апреля 2026, 12:05» */
function findingWords(
  { found, amountKopecks, capturedAt, timeZone }: DecisionSubject,
): string {
  const sum = formatRoubles(amountKopecks!);
  switch (found) {
    case "paid":
      return unbroken(
        `Провести платеж ${sum}: банк списал ${formatDateTime(capturedAt!, timeZone)}`,
      );
    case "unpaid":
      return `Закрыть платеж ${sum} без\u00a0денег`;
    case "returned":
      return `Закрыть возврат ${sum}: деньги вернулись`;
    default:
      return `Закрыть возврат ${sum}: деньги не\u00a0ушли`;
  }
}

type DecisionEnd = Pick<Decision, "outcome" | "expiresAt">;

/** Where the decision stands. */
export function decisionState({ outcome, expiresAt }: DecisionEnd, now: Instant): string {
  if (outcome === "confirmed") return expiresAt === null ? "Записано" : "Подтверждено";
  if (outcome === "refused") return "Отклонено";
  if (outcome === "withdrawn") return "Отозвано";
  if (outcome === "expired" || (expiresAt !== null && expiresAt <= now)) return "Просрочено";
  return "Ждет решения";
}

/** «19 июня включительно»: the last day on which a proposal can be confirmed. */
export function lastDayWords(
  { expiresAt, timeZone }: Pick<Decision, "expiresAt" | "timeZone">,
  now: Instant,
): string {
  const lastDay = localDateOf(addMinutes(expiresAt!, -1), timeZone);
  return unbroken(`${dayAndYear(lastDay, localDateOf(now, timeZone))} включительно`);
}

/** Whether a second member may still confirm it. */
export function isOpen({ outcome, expiresAt }: DecisionEnd, now: Instant): boolean {
  return outcome === null && expiresAt !== null && expiresAt > now;
}

/** Why a proposal can't be made or confirmed now. */
export const PROPOSAL_PROBLEMS = {
  paid: "Счет уже оплачен: списывать нечего",
  being_paid: "Счет сейчас оплачивают: дождитесь ответа банка",
  owed_less: "Не\u00a0оплачено уже меньше, чем предложено списать",
  not_in_emergency: "Программа уже вернулась, или ее возвращение обещано",
  service_over: "Полис или обслуживание закончатся раньше, чем программа вернется",
  proposed: "Это уже предложено и\u00a0ждет второго сотрудника",
  own: "Это предложили вы: подтверждает другой сотрудник",
  other: "Это предложил другой сотрудник: отзывает он",
  free_less: "Лишних денег осталось меньше: ими оплачен новый счет, или их уже возвращают",
  no_payment: "Банк возвращает по\u00a0платежам, а\u00a0тех, что он еще вернет, не\u00a0хватает: " +
    "верните по\u00a0заявлению через бухгалтерию",
  answered:
    "Банк ответил с\u00a0тех пор: посмотрите в\u00a0«Платежах», что\u00a0теперь, а\u00a0это отклоните",
  captured_later: "Время списания еще не\u00a0наступило",
  captured_earlier: "Списание раньше, чем платеж начали",
  no_free_money: "Лишних денег у\u00a0плательщика нет",
  decided: "Это уже решено раньше, ничего не\u00a0изменилось",
  expired: "Предложение просрочено: если оно еще нужно, его делают заново",
} as const;

export type ProposalProblem = keyof typeof PROPOSAL_PROBLEMS;

export const DUE_DATE_PROBLEMS: Readonly<Record<DueDateProblem, string>> = {
  not_later: "Новый срок должен быть позже прежнего",
  in_the_past: "Этот день уже прошел",
  day_off: "Это нерабочий день: срок кончается рабочим",
  too_far: `Срок переносят не\u00a0больше чем на\u00a0${LONGEST_POSTPONEMENT_DAYS} дней`,
};

export const PAUSE_PROBLEMS: Readonly<Record<PauseProblem, string>> = {
  in_the_past: "Этот день уже прошел",
  too_far: `Напоминания останавливают не\u00a0больше чем на\u00a0${LONGEST_PAUSE_DAYS} дней`,
};
