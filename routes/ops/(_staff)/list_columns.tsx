import type { ComponentChildren } from "preact";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import {
  NOTICE_CHANNELS,
  NOTICE_STATES,
  noticeDetail,
  noticeTopic,
} from "../../../components/case/notice_words.ts";
import { describeRefusal } from "../../../domain/import_refusal.ts";
import { instant, localDate, localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles, kopecks } from "../../../domain/money.ts";
import { formatPhone, type Phone } from "../../../domain/phone.ts";
import { HOLDS } from "../../../domain/register_line.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
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
const noticeState = words((code) => NOTICE_STATES[code] ?? code);

export interface ListColumn extends Kind {
  key: string;
  title: string;
}

function column(key: string, title: string, kind: Kind): ListColumn {
  return { ...kind, key, title };
}

export interface StaffListWords {
  title: string;
  /** What the list is for, and where its work is done. */
  lead: ComponentChildren;
  /** What the employers or clinics are called in its filter. */
  org: "Работодатель" | "Клиника" | "Отправитель";
  /** Shown where there are no rows at all. */
  empty: { title: string; hint: string };
  /** How it is sorted until told otherwise. */
  order: Pick<StaffListQuery, "sort" | "direction">;
  /** The first one names the row. */
  columns: readonly ListColumn[];
  /** Rows name people. */
  ofPeople: boolean;
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
    org: "Работодатель",
    empty: { title: "Просроченных счетов нет", hint: "Появятся, если кто-то не оплатит в срок." },
    order: { sort: "defaultedAt", direction: "descending" },
    columns: [WHO, EMPLOYER, INVOICE, DUE, column("defaultedAt", "Просрочен", moment), TOTAL, OWED],
    ofPeople: true,
  },
  recovery: {
    title: "Взыскание",
    lead: "Долг не погашен и через 30 дней после просрочки.",
    org: "Работодатель",
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
    ofPeople: true,
  },
  calls: {
    title: "Звонки",
    lead: (
      <>
        Кому звонить сейчас. Итоги записывают на{"\u00a0"}странице{" "}
        <a href="/ops/calls">«Звонки»</a>.
      </>
    ),
    org: "Работодатель",
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
    ],
    ofPeople: true,
  },
  registrations: {
    title: "Регистрации",
    lead: (
      <>
        Ждут сверки телефона. Решают на{"\u00a0"}странице{" "}
        <a href="/ops/registrations">«Регистрации»</a>.
      </>
    ),
    org: "Работодатель",
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
    ofPeople: true,
  },
  held: {
    title: "Удержаны",
    lead: (
      <>
        Услуги не попадут в{"\u00a0"}счет без решения. Решают на{"\u00a0"}странице{" "}
        <a href="/ops/held">«Удержанные»</a>.
      </>
    ),
    org: "Клиника",
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
    ],
    ofPeople: true,
  },
  refused: {
    title: "Отказаны",
    lead: "Строки файлов, которые не приняты. Исправляют их на странице файла.",
    org: "Отправитель",
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
    ofPeople: false,
  },
  notices: {
    title: "Не дошли",
    lead: "СМС и письма, которые не доставлены или о которых неизвестно. Больше их не отправляем.",
    org: "Работодатель",
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
    ofPeople: true,
  },
};

export function isListName(text: string | undefined): text is StaffListName {
  return text !== undefined && Object.hasOwn(LIST_WORDS, text);
}

/** A list as its workbook has it. */
export function writtenList(list: StaffListName): WrittenList {
  const { title, columns } = LIST_WORDS[list];
  return {
    title,
    columns: columns.map(({ key, title, width, written }) => ({
      title,
      width,
      cell: (row) => {
        const value = row[key] ?? null;
        return value === null || value === "" ? null : written(value, row);
      },
    })),
  };
}
