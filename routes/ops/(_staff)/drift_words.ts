import type { DriftKind } from "../../../domain/drift.ts";
import { type Instant, instant } from "../../../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../../../domain/money.ts";
import { formatDateTime } from "../../../domain/russian.ts";
import { INSURER_ZONE } from "./staff_actor.ts";

/** What differs, and what is to be done where nothing mends it by itself. */
export const DRIFT_WORDS: Readonly<Record<DriftKind, { title: string; advice: string }>> = {
  not_running: {
    title: "Дело открыто, но не идет",
    advice: "Передайте инженеру: исправит сверка",
  },
  still_running: {
    title: "Дело закрыто, но идет",
    advice: "Передайте инженеру: исправит сверка",
  },
  no_rows: {
    title: "Дело идет, а записей о нем нет",
    advice: "Проверьте, не восстановлена ли база из старой копии",
  },
  due_at: {
    title: "Показан другой срок",
    advice: "Передайте инженеру: исправит сверка",
  },
  amount: {
    title: "Показана другая сумма",
    advice: "Передайте инженеру: исправит сверка",
  },
  overdue: {
    title: "Просрочка показана неверно",
    advice: "Передайте инженеру: исправит сверка",
  },
  step_late: {
    title: "Шаг по сроку не сделан",
    advice: "Проверьте, работает ли worker",
  },
  code_fails: {
    title: "Код дела падает",
    advice: "Исправьте код; дело продолжится само",
  },
  activity_fails: {
    title: "Действие не удается много раз",
    advice: "Проверьте, кто не отвечает: банк, СМС, почта или база",
  },
  undelivered: {
    title: "Сообщение делу не доставлено",
    advice: "Проверьте worker и код ошибки",
  },
  total: {
    title: "Сумма счета не равна сумме услуг",
    advice: "Передайте разработчикам",
  },
  call_open: {
    title: "Счет оплачен, а звонок в списке",
    advice: "Не звоните; передайте разработчикам",
  },
  spell_missing: {
    title: "Просрочка без экстренной программы",
    advice: "Передайте разработчикам",
  },
  spell_open: {
    title: "Экстренная программа без просрочки",
    advice: "Передайте инженеру: исправит сверка",
  },
  recovery_open: {
    title: "Взыскание открыто, а долга нет",
    advice: "Не взыскивайте; передайте разработчикам",
  },
  notice_unsent: {
    title: "Сообщение человеку начато и не закончено",
    advice: "Проверьте у СМС-центра или в почте, ушло ли оно",
  },
};

const VALUES: Readonly<Record<string, string>> = {
  running: "идет",
  "never started": "не начиналось",
  "no such case": "такого нет",
  completed: "закончено",
  failed: "упало",
  canceled: "отменено",
  terminated: "прервано",
  timed_out: "время вышло",
  true: "да",
  false: "нет",
  none: "нет",
  open: "открыто",
  "not done": "не сделан",
  "ended: nothing is overdue": "закрыта: просрочки нет",
  "closed: nothing is owed": "закрыто: долга нет",
};

/** A stored value in words: sums in roubles, instants in the insurer's zone. */
export function driftValue(kind: DriftKind, value: string | null): string {
  if (value === null) return "—";
  if ((kind === "amount" || kind === "total") && /^-?\d+$/.test(value)) {
    return formatRoubles(Number(value) as Kopecks);
  }
  return value.split(", ").map(partInWords).join(", ");
}

const SINCE: Readonly<Record<string, string>> = {
  "": "",
  "since ": "с ",
  "waits since ": "ждет с ",
  "sending since ": "отправляется с ",
};

function partInWords(part: string): string {
  const timed = /^(.*?)(\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(part);
  if (timed && Object.hasOwn(SINCE, timed[1]!)) {
    return `${SINCE[timed[1]!]}${moment(instant(timed[2]!))}`;
  }
  const tries = /^(\d+) (?:tries|attempts)$/.exec(part)?.[1];
  if (tries !== undefined) return `попыток: ${tries}`;
  const [, prefix, rest] = /^(delivered|an end of) (.+)$/.exec(part) ?? [];
  if (rest !== undefined) return `${prefix === "delivered" ? "доставлено" : "итог"}: ${rest}`;
  return VALUES[part] ?? part;
}

function moment(at: Instant): string {
  return formatDateTime(at, INSURER_ZONE);
}
