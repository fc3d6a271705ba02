import { instant, parseLocalDate } from "./local_date.ts";
import { dayAndYear, formatDateTime, formatRate, numbered } from "./russian.ts";
import { isStaffRole, ROLE_TITLES } from "./staff_role.ts";

/** One thing that an entry tells besides its subject. */
export interface JournalDetail {
  title: string;
  text: string;
  /** Staff's page of what is told; null where it has none. */
  href: string | null;
}

/** What the words need besides the entry itself. */
export interface DetailNames {
  /** Of an instant's day and hour. */
  timeZone: string;
  /** Staff's names by id. */
  staff: ReadonlyMap<number, string>;
}

type Words = (value: string) => string;

interface Key {
  title: string;
  words?: Words;
  /** The page of the thing whose id the value is. */
  page?: string;
}

const asDay: Words = (value) => {
  const date = parseLocalDate(value);
  return date === null ? value : dayAndYear(date);
};
const asPercent: Words = (value) => /^\d+$/.test(value) ? formatRate(Number(value)) : value;
const asFlag: Words = (value) => value === "1" ? "да" : value === "0" ? "нет" : value;
const asRole: Words = (value) => isStaffRole(value) ? `«${ROLE_TITLES[value]}»` : value;
const asNumber: Words = (value) => /^\d+$/.test(value) ? numbered(value) : value;

function among(titles: Readonly<Record<string, string>>): Words {
  return (value) => titles[value] ?? value;
}

const KINDS = among({
  forgive: "простить долг",
  restore: "вернуть программу до\u00a0оплаты",
  refund: "вернуть деньги",
  payment_found: "найденный платеж",
  refund_found: "найденный возврат",
});

const KEYS: Readonly<Record<string, Key>> = {
  attempt: { title: "платеж" },
  became: { title: "стало" },
  call: { title: "звонок", words: asNumber, page: "/ops/calls" },
  capturedAt: { title: "деньги пришли" },
  clinics: { title: "клиник" },
  consent: { title: "согласие", words: asNumber },
  decision: { title: "решение", words: asNumber, page: "/ops/decisions" },
  edition: { title: "версия" },
  email: { title: "почта", words: asFlag },
  file: { title: "файл" },
  found: {
    title: "нашли",
    words: among({
      paid: "деньги пришли",
      unpaid: "денег нет",
      returned: "деньги вернулись",
      kept: "деньги не\u00a0ушли",
    }),
  },
  from: { title: "с", words: asDay },
  invoice: { title: "счет", words: asNumber, page: "/ops/cases" },
  invoiceMonths: { title: "месяцев в\u00a0счете" },
  items: { title: "строк покрытия" },
  kind: { title: "что", words: KINDS },
  knownThrough: { title: "известна по", words: asDay },
  list: {
    title: "список",
    words: among({
      calls: "звонки",
      registrations: "регистрации",
      defaults: "просроченные счета",
      recovery: "взыскание",
      refused: "отказанные строки",
      held: "удержанные строки",
      notices: "недоставленные сообщения",
    }),
  },
  moved: { title: "перенесено сроков" },
  outcome: {
    title: "итог",
    words: among({
      answered: "дозвонились",
      no_answer: "не\u00a0ответил",
      busy: "занято",
      call_back: "просил перезвонить",
      wrong_number: "не\u00a0тот номер",
    }),
  },
  penaltyRateBp: { title: "неустойка в\u00a0год", words: asPercent },
  rate: { title: "ставка", words: asPercent },
  reason: { title: "причина" },
  refund: { title: "возврат", words: asNumber },
  region: {
    title: "регион",
    words: among({ "RU-BA": "Республика Башкортостан" }),
  },
  reminderPlan: { title: "напоминания", words: planWords },
  role: { title: "роль", words: asRole },
  row: { title: "строка" },
  rows: { title: "строк" },
  sms: { title: "СМС", words: asFlag },
  source: { title: "источник" },
  staff: { title: "сотрудник" },
  through: { title: "по", words: asDay },
  timeZone: { title: "часовой пояс" },
  to: { title: "на", words: asDay },
  until: { title: "по", words: asDay },
  version: { title: "версия" },
  was: { title: "было", words: asRole },
};

/** Ids that the entry's subject says already, by name. */
const SAID_BY_SUBJECT: readonly string[] = ["employerId"];

/** What an entry tells besides its subject: titles, days, names and «было → стало», no codes. */
export function journalDetails(
  detail: Readonly<Record<string, unknown>> | null,
  names: DetailNames,
): JournalDetail[] {
  return Object.entries(detail ?? {})
    .filter(([key]) => !SAID_BY_SUBJECT.includes(key))
    .map(([key, value]) => {
      const known = Object.hasOwn(KEYS, key) ? KEYS[key]! : { title: key };
      const text = String(value);
      if (key === "staff") {
        const name = names.staff.get(Number(text)) ?? numbered(text);
        return { title: known.title, text: name, href: null };
      }
      const href = known.page && /^\d+$/.test(text) ? `${known.page}/${text}` : null;
      return { title: known.title, text: changeWords(text, known, names), href };
    });
}

/** `"old" → "new"`, as a change of settings is written, in words on both sides. */
function changeWords(text: string, { words = String }: Key, names: DetailNames): string {
  const [was, became, ...more] = text.split(" → ");
  const say = (value: string) => {
    const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
      ? formatDateTime(instant(value), names.timeZone)
      : null;
    return at ?? words(value);
  };
  if (was === undefined || became === undefined || more.length > 0) return say(text);
  const [before, after] = [unquoted(was), unquoted(became)];
  // A reason that has an arrow of its own is no change.
  if (before === null || after === null) return say(text);
  return `${before === "" ? "нет" : say(before)} → ${after === "" ? "нет" : say(after)}`;
}

/** A JSON value as text, "" for null; null where it is no JSON. */
function unquoted(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json);
    if (value === null) return "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  } catch {
    return null;
  }
}

const CHANNELS: Readonly<Record<string, string>> = { sms: "СМС", email: "письмо", call: "звонок" };

/** «10-й день: письмо; 20-й день: СМС, звонок» */
function planWords(json: string): string {
  let steps: unknown;
  try {
    steps = JSON.parse(json);
  } catch {
    return json;
  }
  if (!Array.isArray(steps)) return json;
  return steps.map((step: { day: number; channels: readonly string[] }) =>
    `${step.day}-й день: ${step.channels.map((one) => CHANNELS[one] ?? one).join(", ")}`
  ).join("; ");
}

/** «причина: нашли в выписке; счет: № 2041», or nothing: for a file. */
export function detailWords(details: readonly JournalDetail[]): string {
  return details.map(({ title, text }) => `${title}: ${text}`).join("; ");
}
