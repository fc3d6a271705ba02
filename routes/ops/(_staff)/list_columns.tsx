import type { ComponentChildren } from "preact";
import { noticeDetail, noticeTopic } from "../../../components/case/notice_words.ts";
import {
  CHANNEL_OPTIONS,
  days,
  EMPLOYER_FIELD,
  FILE_FIELD,
  HOLD_OPTIONS,
  KIND_OPTIONS,
  NOTICE_DETAIL_OPTIONS,
  NOTICE_STATE_OPTIONS,
  REFUSAL_OPTIONS,
  SUM_FROM,
  WHO_FIELD,
} from "./list_fields.ts";
import type { FilterShape } from "./list_filter.ts";
import {
  callState,
  channel,
  count,
  date,
  decision,
  file,
  hold,
  invoice,
  type ListValue,
  moment,
  noticeState,
  person,
  phone,
  refusal,
  registrationDecision,
  type StaffListName,
  type StaffListQuery,
  sum,
  text,
  words,
  type WrittenList,
} from "./list_values.tsx";

export interface ListColumn extends ListValue {
  key: string;
  title: string;
  /** The only part of the list that has it. */
  part?: string;
}

function column(key: string, title: string, value: ListValue): ListColumn {
  return { ...value, key, title };
}

/** Of rows that somebody has closed. */
function closing(part: string, columns: readonly ListColumn[]): ListColumn[] {
  return columns.map((column) => ({ ...column, part }));
}

export interface StaffListWords extends FilterShape {
  title: string;
  /** What the list is for, and where its work is done. */
  lead: ComponentChildren;
  /** Shown where there are no rows at all. */
  empty: { title: string; hint: string };
  /** How it is sorted until told otherwise. */
  order: Pick<StaffListQuery, "sort" | "direction">;
  /** The first one names the row. */
  columns: readonly ListColumn[];
}

const WHO = column("who", "ФИО", person);
const EMPLOYER = column("org", "Работодатель", text);
const INVOICE = column("invoiceId", "Счет", invoice);
const OWED = column("owedKopecks", "Не оплачено", sum);
const TOTAL = column("totalKopecks", "Сумма счета", sum);
const DUE = column("dueOn", "Срок", date);

export const LIST_WORDS: Readonly<Record<StaffListName, StaffListWords>> = {
  defaults: {
    title: "Просроченные счета",
    lead: "Срок оплаты вышел, долг не погашен. У этих людей осталась экстренная помощь.",
    fields: [WHO_FIELD, EMPLOYER_FIELD, ...days("Просрочен"), SUM_FROM],
    parts: [],
    empty: { title: "Просроченных счетов нет", hint: "Появятся, если кто-то не оплатит в срок." },
    order: { sort: "defaultedAt", direction: "descending" },
    columns: [WHO, EMPLOYER, INVOICE, DUE, column("defaultedAt", "Просрочен", moment), TOTAL, OWED],
  },
  recovery: {
    title: "Взыскание",
    lead: "Долг не погашен и через 30 дней после просрочки.",
    fields: [WHO_FIELD, EMPLOYER_FIELD, ...days("Передан"), SUM_FROM],
    parts: [],
    empty: { title: "Взыскивать нечего", hint: "Появится долг, не оплаченный за 30 дней." },
    order: { sort: "openedAt", direction: "descending" },
    columns: [
      WHO,
      EMPLOYER,
      INVOICE,
      DUE,
      column("openedAt", "Передан", moment),
      TOTAL,
      OWED,
    ],
  },
  calls: {
    title: "Звонки",
    lead: (
      <>
        Кому звонить сейчас. Итоги записывают на{"\u00a0"}странице{" "}
        <a href="/ops/calls">«Звонки»</a>.
      </>
    ),
    fields: [WHO_FIELD, EMPLOYER_FIELD, ...days("Срок"), SUM_FROM],
    parts: ["now", "later", "closed"],
    empty: { title: "Звонить некому", hint: "Звонки появляются по плану напоминаний." },
    order: { sort: "dueOn", direction: "ascending" },
    columns: [
      WHO,
      column("phone", "Телефон", phone),
      EMPLOYER,
      INVOICE,
      OWED,
      DUE,
      column("nextTryAt", "Просили звонить", moment),
      column("tries", "Попыток", count),
      ...closing("closed", [
        column("state", "Итог", callState),
        column("finishedAt", "Закрыт", moment),
      ]),
    ],
  },
  registrations: {
    title: "Регистрации",
    lead: (
      <>
        Ждут сверки телефона. Решают на{"\u00a0"}странице{" "}
        <a href="/ops/registrations">«Регистрации»</a>.
      </>
    ),
    fields: [WHO_FIELD, EMPLOYER_FIELD, ...days("Код введен")],
    parts: ["waiting", "decided"],
    empty: {
      title: "Решать нечего",
      hint: "Здесь появятся те, чьего телефона нет в списке работодателя.",
    },
    order: { sort: "confirmedAt", direction: "ascending" },
    columns: [
      WHO,
      column("birthDate", "Дата рождения", date),
      EMPLOYER,
      column("personnelNumber", "Табельный номер", text),
      column("phone", "Введенный телефон", phone),
      column("email", "Почта", text),
      column("confirmedAt", "Код введен", moment),
      ...closing("decided", [
        column("state", "Решение", registrationDecision),
        column("decidedFor", "Почему так", text),
        column("staff", "Кто решил", text),
        column("decidedAt", "Когда решили", moment),
      ]),
    ],
  },
  held: {
    title: "Удержанные строки",
    lead: (
      <>
        Услуги не попадут в{"\u00a0"}счет без решения. Решают на{"\u00a0"}странице{" "}
        <a href="/ops/held">«Удержанные»</a>.
      </>
    ),
    fields: [
      { key: "reason", label: "Почему удержана", options: HOLD_OPTIONS },
      { key: "org", label: "Клиника" },
      WHO_FIELD,
      FILE_FIELD,
      ...days("Услуга"),
      SUM_FROM,
    ],
    parts: ["waiting", "decided"],
    empty: { title: "Удержанных строк нет", hint: "Сюда попадают услуги, о которых нужно решить." },
    order: { sort: "recordedAt", direction: "ascending" },
    columns: [
      WHO,
      column("org", "Клиника", text),
      column("serviceDate", "Дата услуги", date),
      column("franchiseKopecks", "Доля человека", sum),
      column("reason", "Почему", hold),
      column("fileId", "Файл", file),
      column("sheetRow", "Строка", count),
      column("recordedAt", "Загружена", moment),
      ...closing("decided", [
        column("decision", "Решение", decision),
        column("decidedFor", "Почему так", text),
        column("staff", "Кто решил", text),
        column("decidedAt", "Когда решили", moment),
      ]),
    ],
  },
  refused: {
    title: "Отказанные строки",
    lead: "Строки файлов, которые не приняты. Исправляют их на странице файла.",
    fields: [
      { key: "kind", label: "Что за файл", options: KIND_OPTIONS },
      { key: "org", label: "Отправитель" },
      { key: "reason", label: "Почему отказана", options: REFUSAL_OPTIONS },
      FILE_FIELD,
      ...days("Отказана"),
    ],
    parts: [],
    empty: { title: "Отказанных строк нет", hint: "Появятся, если в файле что-то не сойдется." },
    order: { sort: "refusedAt", direction: "descending" },
    columns: [
      column("fileId", "Файл", file),
      column("file", "Имя файла", text),
      column("org", "Отправитель", text),
      column("sheetRow", "Строка", count),
      column("reason", "Почему", refusal),
      column("refusedAt", "Отказана", moment),
    ],
  },
  notices: {
    title: "Недоставленные сообщения",
    lead: "СМС и письма, которые не доставлены или о которых неизвестно. Больше их не отправляем.",
    fields: [
      WHO_FIELD,
      EMPLOYER_FIELD,
      { key: "channel", label: "Канал", options: CHANNEL_OPTIONS },
      { key: "state", label: "Что с ним", options: NOTICE_STATE_OPTIONS },
      { key: "reason", label: "Причина", options: NOTICE_DETAIL_OPTIONS },
      ...days("Не\u00a0дошло"),
    ],
    parts: [],
    empty: { title: "Недоставленных нет", hint: "Появятся, если шлюз или почта откажут." },
    order: { sort: "finishedAt", direction: "descending" },
    columns: [
      WHO,
      EMPLOYER,
      column("channel", "Канал", { ...channel, width: 10 }),
      column("template", "О чем", words(noticeTopic)),
      INVOICE,
      column("state", "Что с ним", noticeState),
      column("detail", "Причина", words(noticeDetail)),
      column("finishedAt", "Когда", moment),
    ],
  },
};

/** What a list's parts are called. */
export const PART_TITLES: Readonly<Record<string, string>> = {
  now: "Сейчас",
  later: "Позже",
  closed: "Закрытые",
  waiting: "Ждут решения",
  decided: "Решенные",
};

/** How many rows a list's workbook takes: more than anybody works through. */
export const ROWS_OF_FILE = 100_000;

export function isListName(text: string | undefined): text is StaffListName {
  return text !== undefined && Object.hasOwn(LIST_WORDS, text);
}

/** The columns of a list's part. */
export function columnsOfList({ list, filter }: StaffListQuery): readonly ListColumn[] {
  return LIST_WORDS[list].columns.filter(({ part }) => part === undefined || part === filter.part);
}

/** A list as its workbook has it. */
export function writtenList(query: StaffListQuery): WrittenList {
  return {
    title: LIST_WORDS[query.list].title,
    columns: columnsOfList(query).map(({ key, title, width, written }) => ({
      title,
      width,
      cell: (row) => {
        const value = row[key] ?? null;
        return value === null || value === "" ? null : written(value, row);
      },
    })),
  };
}
