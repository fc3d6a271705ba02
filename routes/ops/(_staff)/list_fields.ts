import {
  NOTICE_CHANNELS,
  NOTICE_STATES,
  noticeDetail,
} from "../../../components/case/notice_words.ts";
import { ACTIVATION_REFUSALS } from "../../../domain/activation_row.ts";
import { HOLDS, REFUSALS } from "../../../domain/register_line.ts";
import { ROSTER_REFUSALS } from "../../../domain/roster_row.ts";
import { KIND_TITLES } from "./import_words.tsx";
import type { FilterField } from "./list_filter.ts";

/** The list's own date from and up to a day. */
export function days(what: string): FilterField[] {
  return [
    { key: "since", label: `${what} с` },
    { key: "until", label: `${what} по` },
  ];
}

export const WHO_FIELD: FilterField = { key: "who", label: "ФИО или номер полиса" };
export const EMPLOYER_FIELD: FilterField = { key: "org", label: "Работодатель" };
export const FILE_FIELD: FilterField = { key: "fileId", label: "Номер файла" };
export const SUM_FROM: FilterField = { key: "sumFrom", label: "Сумма от, ₽" };

export const HOLD_OPTIONS = optionsOf(HOLDS);
export const KIND_OPTIONS = optionsOf(KIND_TITLES);
export const CHANNEL_OPTIONS = optionsOf({
  sms: NOTICE_CHANNELS.sms,
  email: NOTICE_CHANNELS.email,
});
export const NOTICE_STATE_OPTIONS = optionsOf({
  failed: NOTICE_STATES["failed"]!,
  unknown: NOTICE_STATES["unknown"]!,
});
export const NOTICE_DETAIL_OPTIONS = ["no_contact", "gave_up", "interrupted", "timeout"]
  .map((value) => ({ value, title: noticeDetail(value) }));
/** A code that registers and rosters share means the same in both. */
export const REFUSAL_OPTIONS = optionsOf(
  Object.fromEntries(
    Object.entries({ ...ACTIVATION_REFUSALS, ...ROSTER_REFUSALS, ...REFUSALS })
      .map(([code, { russian }]) => [code, russian]),
  ),
).toSorted((a, b) => a.title.localeCompare(b.title, "ru"));

function optionsOf(titles: Readonly<Record<string, string>>) {
  return Object.entries(titles).map(([value, title]) => ({ value, title }));
}
