import type { ComponentChildren } from "preact";
import { NOTICE_CHANNELS, NOTICE_STATES } from "../../../components/case/notice_words.ts";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { describeRefusal } from "../../../domain/import_refusal.ts";
import { instant, localDate, localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles, kopecks } from "../../../domain/money.ts";
import { formatPhone, type Phone } from "../../../domain/phone.ts";
import { HOLDS } from "../../../domain/register_line.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { callStateWords } from "./call_words.tsx";
import { INSURER_ZONE } from "./staff_actor.ts";

type UseCases = StaffState["useCases"];
export type StaffListQuery = Parameters<UseCases["lookAtStaffList"]>[0]["query"];
export type StaffListName = StaffListQuery["list"];
export type StaffListRow = Awaited<ReturnType<UseCases["lookAtStaffList"]>>["rows"][number];
export type WrittenList = Parameters<UseCases["staffListFile"]>[0]["written"];
type WrittenCell = ReturnType<WrittenList["columns"][number]["cell"]>;
type Value = string | number;

/** How a value is shown, and what it is in a workbook: real sums, dates and numbers. */
export interface ListValue {
  shown: (value: Value, row: StaffListRow) => ComponentChildren;
  written: (value: Value, row: StaffListRow) => WrittenCell;
  align?: "num";
  /** In letters. */
  width: number;
}

export const text: ListValue = { shown: String, written: String, width: 24 };

export function words(say: (value: string, row: StaffListRow) => string): ListValue {
  const said = (value: Value, row: StaffListRow) => say(String(value), row);
  return { shown: said, written: said, width: 36 };
}

export const person: ListValue = {
  shown: (value, row) => <a href={`/ops/people/${row["personId"]}`}>{value}</a>,
  written: String,
  width: 36,
};

export const phone = words((value) => formatPhone(value as Phone));

export const sum: ListValue = {
  shown: (value) => formatRoubles(kopecks(Number(value))),
  written: (value) => ({ sum: kopecks(Number(value)) }),
  align: "num",
  width: 14,
};

export const count: ListValue = {
  shown: (value) => groupedNumber(Number(value)),
  written: (value) => ({ number: Number(value) }),
  align: "num",
  width: 10,
};

export const date: ListValue = {
  shown: (value) => <span class="nb">{dayAndYear(localDate(String(value)))}</span>,
  written: (value) => ({ date: localDate(String(value)) }),
  width: 12,
};

export const moment: ListValue = {
  shown: (value) => formatDateTime(instant(String(value)), INSURER_ZONE),
  written: (value) => ({ date: localDateOf(instant(String(value)), INSURER_ZONE) }),
  width: 12,
};

function number(path: string): ListValue {
  return {
    shown: (value) => <a class="nb" href={`${path}/${value}`}>{numbered(value)}</a>,
    written: (value) => ({ number: Number(value) }),
    width: 10,
  };
}

export const invoice = number("/ops/cases");
export const file = number("/ops/files");

export const refusal = words((reason, row) => {
  const kind = row["kind"];
  if (kind !== "register" && kind !== "roster" && kind !== "activations") return reason;
  return describeRefusal(kind, reason).russian;
});

export const hold = words((reason) => HOLDS[reason as keyof typeof HOLDS]);
export const channel = words((code) => NOTICE_CHANNELS[code as keyof typeof NOTICE_CHANNELS]);
export const callState = words((state, row) =>
  callStateWords({ state, detail: row["detail"] === null ? null : String(row["detail"]) })
);
export const decision = words((code) => code === "released" ? "Отпущена" : "Отказано");
export const registrationDecision = words((state) =>
  state === "refused" ? "Отказано" : "Подтверждена"
);
export const noticeState = words((code) => NOTICE_STATES[code] ?? code);
