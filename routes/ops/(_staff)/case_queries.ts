import { addMinutes, type Instant } from "../../../domain/local_date.ts";

/** A question that operators ask of the Temporal UI's list; docs/operations.md has the same ones. */
export interface CaseQuery {
  title: string;
  /** What to do with what it shows. */
  hint: string;
  query: string;
}

/** Closed cases keep their attributes. */
const RUNNING = 'ExecutionStatus="Running"';
/** An alarm needs no time at all; a worker that was restarted needs some. */
const STUCK_MINUTES = 30;

export function caseQueries({ now, until }: { now: Instant; until: Instant }): CaseQuery[] {
  return [
    {
      title: "Просрочены",
      hint: "Счета, срок которых истек: до взыскания и во взыскании",
      query: `WorkflowType="invoice" AND Overdue=true AND ${RUNNING}`,
    },
    {
      title: "Срок в ближайшие 7 дней",
      hint: "Неоплаченные счета: звонки и напоминания по ним идут сейчас",
      query: `WorkflowType="invoice" AND Overdue=false AND DueAt >= "${now}" AND ` +
        `DueAt <= "${until}" AND ${RUNNING}`,
    },
    {
      title: "Во взыскании",
      hint: "Не оплачены за 30 дней после просрочки",
      query: `WorkflowType="recovery" AND ${RUNNING}`,
    },
    {
      title: "Только экстренная помощь",
      hint: "Франшизы, по которым групповая программа закрыта до оплаты долга",
      query: `Stage="Экстренная программа" AND ${RUNNING}`,
    },
    {
      title: "Платежи для сотрудника",
      hint: "Банк не дал ясного ответа: решают на странице «Платежи»",
      query: `Stage="Нужен сотрудник" AND ${RUNNING}`,
    },
    {
      title: "Застряли",
      hint: "Время прошло, а дело не сдвинулось: посмотрите последние события дела и журнал",
      query: `DueAt < "${addMinutes(now, -STUCK_MINUTES)}" AND ${RUNNING}`,
    },
    {
      title: "Сломаны выпуском",
      hint: "Код процесса не может продолжить дело: сообщите инженеру, дела ждут без потерь",
      query: `TemporalReportedProblems IN ("category=WorkflowTaskFailed") AND ${RUNNING}`,
    },
  ];
}

/** The list of the Temporal UI with that question; null where no UI is known. */
export function listHref(temporalUiUrl: string | null, query: string): string | null {
  if (temporalUiUrl === null) return null;
  const list = `${temporalUiUrl.replace(/\/+$/, "")}/namespaces/default/workflows`;
  return `${list}?query=${encodeURIComponent(query)}`;
}
