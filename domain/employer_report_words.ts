import type { DebtState, DebtStateNow, EmployerReportState, MarkKind } from "./employer_report.ts";

export const DEBT_WORDS: Record<DebtState, string> = {
  not_due: "Срок не наступил",
  overdue: "Просрочен",
  recovery: "Взыскание",
};

/** Where a debt of a report stands since. */
export const STATE_NOW_WORDS: Record<DebtStateNow, string> = { ...DEBT_WORDS, closed: "Долга нет" };

export const REPORT_WORDS: Record<EmployerReportState, string> = {
  requested: "Формируется",
  clear: "Долгов нет",
  waiting: "Ждет подтверждения",
  reminded: "Не подтвержден в срок",
  superseded: "Не подтвержден, есть новее",
  acknowledged: "Подтвержден",
};

/** How a debt is settled, as it stands in a list. */
export const MARK_WORDS: Record<MarkKind, string> = {
  deducted: "Удержано из зарплаты",
  agreed: "Договорились",
  refused: "Отказ",
  cleared: "Отметка снята",
};

/** A column of a report's table. */
export interface ReportColumn {
  title: string;
  /** In letters. */
  width: number;
  meaning: string;
}

/** The columns of the file, in their order, each with its explanation. */
export const REPORT_COLUMNS: readonly ReportColumn[] = [
  {
    title: "Табельный №",
    width: 13,
    meaning: "Табельный номер должника по списку застрахованных, который передал работодатель.",
  },
  {
    title: "Фамилия, имя, отчество",
    width: 34,
    meaning:
      "Кто должен оплатить счет. За ребенка платит его законный представитель: в отчете он, а не ребенок.",
  },
  { title: "Счет №", width: 10, meaning: "Номер счета в кабинете застрахованного." },
  {
    title: "Выставлен",
    width: 12,
    meaning: "День, когда счет появился в кабинете. От него считается срок.",
  },
  {
    title: "Сумма счета, ₽",
    width: 15,
    meaning: "Доля застрахованного (франшиза) в стоимости услуг этого счета.",
  },
  {
    title: "Оплачено, ₽",
    width: 14,
    meaning:
      "Что по счету оплачено на день отчета, вместе с тем, на что его уменьшили после исправления услуг.",
  },
  {
    title: "Долг, ₽",
    width: 15,
    meaning: "Сумма счета без оплаченного. Проценты в нее не входят.",
  },
  {
    title: "Оплатить до",
    width: 12,
    meaning: "Последний день срока: 30-й рабочий день после дня, когда счет выставлен.",
  },
  {
    title: "Дней просрочки",
    width: 11,
    meaning: "Календарных дней после срока по день отчета. Пусто, если срок не наступил.",
  },
  {
    title: "Рабочих дней до срока",
    width: 12,
    meaning:
      "Рабочих дней после дня отчета по последний день срока включительно, по календарю работодателя. Пусто, если срок прошел.",
  },
  {
    title: "Состояние",
    width: 24,
    meaning:
      "Срок не наступил; Просрочен; Взыскание: дело о взыскании открыто. «Платеж проверяется»: человек уже платит, банк еще не ответил, удерживать рано.",
  },
  {
    title: "Проценты, ₽",
    width: 14,
    meaning:
      "Только по делам о взыскании: с первого дня просрочки по день отчета, по договору или по ключевой ставке (статья 395 ГК). Пусто, если взыскания нет или ставка за какой-то день еще не внесена; в итоге тогда сказано, без скольких счетов сумма.",
  },
];

/** The columns of the table of what has come of a report's debts. */
export const CURRENT_COLUMNS: readonly ReportColumn[] = [
  REPORT_COLUMNS[0]!,
  REPORT_COLUMNS[1]!,
  REPORT_COLUMNS[2]!,
  { title: "Долг по отчету, ₽", width: 15, meaning: "Долг на день отчета, без процентов." },
  {
    title: "Ушло после отчета, ₽",
    width: 15,
    meaning:
      "На сколько долг стал меньше: оплачено, поступило от работодателя, снято исправлением или решением страховщика.",
  },
  {
    title: "Осталось сейчас, ₽",
    width: 15,
    meaning: "Что человек должен в час, который назван в заголовке. Ноль: удерживать нечего.",
  },
  {
    title: "Состояние сейчас",
    width: 24,
    meaning:
      "Долга нет; Срок не наступил; Просрочен; Взыскание. «Платеж проверяется»: человек уже платит, банк еще не ответил, удерживать рано.",
  },
  { title: "Долга нет с", width: 12, meaning: "День, с которого по счету ничего не должны." },
  {
    title: "Оплатить до",
    width: 12,
    meaning: "Последний день срока сейчас: его могли передвинуть, но только позже.",
  },
  {
    title: "Дней просрочки",
    width: 11,
    meaning: "Календарных дней после срока. Пусто, если срок не прошел или долга нет.",
  },
  {
    title: "Урегулирование",
    width: 22,
    meaning:
      "Последняя отметка работодателя: Удержано из зарплаты; Договорились; Отказ. Она переходит в отчет следующего месяца.",
  },
  { title: "Отмечено", width: 12, meaning: "День этой отметки." },
  { title: "Кто отметил", width: 24, meaning: "Сотрудник работодателя, который ее поставил." },
  { title: "Заметка", width: 34, meaning: "Что он к ней написал." },
];

/**
 * What an employer is to know before it withholds: a debt to the insurer is none of the cases in
 * which it may on its own word (Labour Code art. 137, 138; Enforcement Act art. 99).
 */
export const WITHHOLDING_RULE =
  "Удерживать из зарплаты можно только по письменному заявлению работника или по исполнительному документу (статья 137 ТК): " +
  "всего не больше 20 % одной выплаты, по исполнительным документам до 50 % (статья 138 ТК)."
    .replaceAll(
      / %/g,
      "\u00a0%",
    );

/** Which debts are not to be withheld yet. */
export const WITHHELD_TOO_EARLY =
  "Удерживать рано, если срок не наступил (человек еще может оплатить сам) или платеж проверяется: иначе долг оплатят дважды.";
