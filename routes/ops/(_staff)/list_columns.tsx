import type { ComponentChildren } from "preact";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import {
  NOTICE_CHANNELS,
  NOTICE_STATES,
  noticeDetail,
  noticeTopic,
} from "../../../components/case/notice_words.ts";
import { ACTIVATION_REFUSALS } from "../../../domain/activation_row.ts";
import { describeRefusal } from "../../../domain/import_refusal.ts";
import { instant, localDate, localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles, kopecks } from "../../../domain/money.ts";
import { formatPhone, type Phone } from "../../../domain/phone.ts";
import { HOLDS, REFUSALS } from "../../../domain/register_line.ts";
import { ROSTER_REFUSALS } from "../../../domain/roster_row.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { callStateWords } from "./call_words.tsx";
import { KIND_TITLES } from "./import_words.tsx";
import type { FilterField, FilterShape } from "./list_filter.ts";
import { INSURER_ZONE } from "./staff_actor.ts";

type UseCases = StaffState["useCases"];
export type StaffListQuery = Parameters<UseCases["lookAtStaffList"]>[0]["query"];
export type StaffListName = StaffListQuery["list"];
export type StaffListRow = Awaited<ReturnType<UseCases["lookAtStaffList"]>>["rows"][number];
type WrittenList = Parameters<UseCases["staffListFile"]>[0]["written"];
type WrittenCell = ReturnType<WrittenList["columns"][number]["cell"]>;
type Value = string | number;

/** How a value is shown, and what it is in a workbook: real sums, dates and numbers. */
interface Kind {
  shown: (value: Value, row: StaffListRow) => ComponentChildren;
  written: (value: Value, row: StaffListRow) => WrittenCell;
  align?: "num";
  /** In letters. */
  width: number;
}

const text: Kind = { shown: String, written: String, width: 24 };

function words(say: (value: string, row: StaffListRow) => string): Kind {
  const said = (value: Value, row: StaffListRow) => say(String(value), row);
  return { shown: said, written: said, width: 36 };
}

const person: Kind = {
  shown: (value, row) => <a href={`/ops/people/${row["personId"]}`}>{value}</a>,
  written: String,
  width: 36,
};

const phone = words((value) => formatPhone(value as Phone));

const sum: Kind = {
  shown: (value) => formatRoubles(kopecks(Number(value))),
  written: (value) => ({ sum: kopecks(Number(value)) }),
  align: "num",
  width: 14,
};

const count: Kind = {
  shown: (value) => groupedNumber(Number(value)),
  written: (value) => ({ number: Number(value) }),
  align: "num",
  width: 10,
};

const date: Kind = {
  shown: (value) => <span class="nb">{dayAndYear(localDate(String(value)))}</span>,
  written: (value) => ({ date: localDate(String(value)) }),
  width: 12,
};

const moment: Kind = {
  shown: (value) => formatDateTime(instant(String(value)), INSURER_ZONE),
  written: (value) => ({ date: localDateOf(instant(String(value)), INSURER_ZONE) }),
  width: 12,
};

function number(path: string): Kind {
  return {
    shown: (value) => <a class="nb" href={`${path}/${value}`}>{numbered(value)}</a>,
    written: (value) => ({ number: Number(value) }),
    width: 10,
  };
}

const invoice = number("/ops/cases");
const file = number("/ops/files");

const refusal = words((reason, row) => {
  const kind = row["kind"];
  if (kind !== "register" && kind !== "roster" && kind !== "activations") return reason;
  return describeRefusal(kind, reason).russian;
});

const hold = words((reason) => HOLDS[reason as keyof typeof HOLDS]);
const channel = words((code) => NOTICE_CHANNELS[code as keyof typeof NOTICE_CHANNELS]);
const callState = words((state, row) =>
  callStateWords({ state, detail: row["detail"] === null ? null : String(row["detail"]) })
);
const decision = words((code) => code === "released" ? "Отпущена" : "Отказано");
const noticeState = words((code) => NOTICE_STATES[code] ?? code);

export interface ListColumn extends Kind {
  key: string;
  title: string;
  /** The only part of the list that has it. */
  part?: string;
}

function column(key: string, title: string, kind: Kind): ListColumn {
  return { ...kind, key, title };
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

/** The list's own date from and up to a day. */
function days(what: string): FilterField[] {
  return [
    { key: "since", label: `${what}: с\u00a0дня` },
    { key: "until", label: `${what}: по\u00a0день` },
  ];
}

const WHO_FIELD: FilterField = { key: "who", label: "ФИО или номер полиса" };
const EMPLOYER_FIELD: FilterField = { key: "org", label: "Работодатель" };
const FILE_FIELD: FilterField = { key: "fileId", label: "Номер файла" };
const SUM_FROM: FilterField = { key: "sumFrom", label: "Сумма от, ₽" };

const HOLD_OPTIONS = optionsOf(HOLDS);
const KIND_OPTIONS = optionsOf(KIND_TITLES);
const CHANNEL_OPTIONS = optionsOf({ sms: NOTICE_CHANNELS.sms, email: NOTICE_CHANNELS.email });
const NOTICE_STATE_OPTIONS = optionsOf({
  failed: NOTICE_STATES["failed"]!,
  unknown: NOTICE_STATES["unknown"]!,
});
const NOTICE_DETAIL_OPTIONS = ["no_contact", "gave_up", "interrupted", "timeout"]
  .map((value) => ({ value, title: noticeDetail(value) }));
/** A code that registers and rosters share means the same in both. */
const REFUSAL_OPTIONS = optionsOf(
  Object.fromEntries(
    Object.entries({ ...ACTIVATION_REFUSALS, ...ROSTER_REFUSALS, ...REFUSALS })
      .map(([code, { russian }]) => [code, russian]),
  ),
).toSorted((a, b) => a.title.localeCompare(b.title, "ru"));

function optionsOf(titles: Readonly<Record<string, string>>) {
  return Object.entries(titles).map(([value, title]) => ({ value, title }));
}

const WHO = column("who", "ФИО", person);
const EMPLOYER = column("org", "Работодатель", text);
const INVOICE = column("invoiceId", "Счет", invoice);
const OWED = column("owedKopecks", "Не оплачено", sum);
const TOTAL = column("totalKopecks", "Сумма счета", sum);
const DUE = column("dueOn", "Срок", date);

export const LIST_WORDS: Readonly<Record<StaffListName, StaffListWords>> = {
  defaults: {
    title: "Просрочены",
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
    parts: [],
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
    ],
  },
  held: {
    title: "Удержаны",
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
    title: "Отказаны",
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
    title: "Не дошли",
    lead: "СМС и письма, которые не доставлены или о которых неизвестно. Больше их не отправляем.",
    fields: [
      WHO_FIELD,
      EMPLOYER_FIELD,
      { key: "channel", label: "Канал", options: CHANNEL_OPTIONS },
      { key: "state", label: "Что с ним", options: NOTICE_STATE_OPTIONS },
      { key: "reason", label: "Причина", options: NOTICE_DETAIL_OPTIONS },
      ...days("Когда"),
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
