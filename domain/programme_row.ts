import { nameKey } from "./person_name.ts";
import { parsePhone, type Phone } from "./phone.ts";
import type { Payment, ProgrammeClinic, ProgrammeItem } from "./programme.ts";
import { cellText, type RawCell } from "./register_line.ts";

/** A row of the sheet «Программа», its cells named by the header. */
export interface ItemCells {
  readonly kind: RawCell;
  readonly title: RawCell;
  readonly detail: RawCell;
}

/** A row of the sheet «Клиники». */
export interface ClinicCells {
  readonly name: RawCell;
  readonly city: RawCell;
  readonly address: RawCell;
  readonly phone: RawCell;
  readonly hours: RawCell;
  /** Divided by commas or semicolons. */
  readonly care: RawCell;
  readonly site: RawCell;
}

export type RowVerdict<Entry> =
  | { ok: true; entry: Entry }
  /** Each thing that is wrong, in Russian, with the cell's own words. */
  | { ok: false; problems: string[] };

/** Judges a line of what is paid by itself. */
export function checkItemRow(cells: ItemCells): RowVerdict<ProgrammeItem> {
  const check = new RowCheck();
  const title = check.text("Услуга", cells.title, { required: true, most: 120 });
  const kind = readPayment(cells.kind);
  const stated = cellText(cells.kind);
  if (kind === null) {
    check.refuse(
      stated
        ? `Оплата «${stated}» не читается: напишите «оплачено», «по согласованию» или «не оплачено»`
        : "Не указано, оплачено ли: напишите «оплачено», «по согласованию» или «не оплачено»",
    );
  }
  const detail = check.text("Пояснение", cells.detail, { required: false, most: 400 }) || null;
  return check.verdict({ kind: kind!, title, detail });
}

/** Judges a clinic by itself. A phone, hours and a site may be missing. */
export function checkClinicRow(cells: ClinicCells): RowVerdict<ProgrammeClinic> {
  const check = new RowCheck();
  const name = check.text("Клиника", cells.name, { required: true, most: 160 });
  const city = check.text("Город", cells.city, { required: true, most: 60 })
    .replace(/^(?:г\. ?|г |город )(?=\p{L})/iu, "");
  const address = check.text("Адрес", cells.address, { required: true, most: 200 });
  const phone = readPhone(check, cells.phone);
  const hours = check.text("Часы работы", cells.hours, { required: false, most: 120 }) || null;
  const care = readCare(check, cells.care);
  const site = readSite(check, cells.site);
  return check.verdict({ name, city, address, phone, hours, care, site });
}

/** What makes two lines of a programme one and the same. */
export function itemKey({ title }: ProgrammeItem): string {
  return nameKey(title);
}

/** What makes two rows of clinics one place. */
export function clinicKey({ name, city, address }: ProgrammeClinic): string {
  return [name, city, address].map(nameKey).join("|");
}

/** Collects what is wrong with a row, so that all of it is told at once. */
class RowCheck {
  readonly #problems: string[] = [];

  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** The cell's text, empty where there is none. */
  text(column: string, cell: RawCell, rule: { required: boolean; most: number }): string {
    const text = cellText(cell);
    if (!text && rule.required) this.refuse(`Не заполнен столбец «${column}»`);
    if (text.length > rule.most) {
      this.refuse(`«${column}» длиннее ${rule.most} знаков: сейчас ${text.length}`);
    }
    return text;
  }

  verdict<Entry>(entry: Entry): RowVerdict<Entry> {
    return this.#problems.length === 0
      ? { ok: true, entry }
      : { ok: false, problems: this.#problems };
  }
}

const PAYMENTS: Record<string, Payment> = {
  "оплачено": "paid",
  "оплачивается": "paid",
  "да": "paid",
  "+": "paid",
  "по согласованию": "paid_with_approval",
  "с согласованием": "paid_with_approval",
  "оплачено по согласованию": "paid_with_approval",
  "оплачивается по согласованию": "paid_with_approval",
  "не оплачено": "not_paid",
  "не оплачивается": "not_paid",
  "нет": "not_paid",
  "-": "not_paid",
};

function readPayment(cell: RawCell): Payment | null {
  return PAYMENTS[nameKey(cellText(cell))] ?? null;
}

function readPhone(check: RowCheck, cell: RawCell): Phone | null {
  const text = cellText(cell);
  if (!text) return null;
  const phone = parsePhone(text);
  if (phone === null) {
    const digits = text.replace(/\D/g, "").length;
    check.refuse(
      `Телефон «${text}» не читается: нужен один номер, 10 цифр после +7` +
        (digits > 0 && digits < 10 ? `, здесь ${digits}` : ""),
    );
  }
  return phone;
}

const MOST_CARE = 20;

function readCare(check: RowCheck, cell: RawCell): string[] {
  const kinds = cellText(cell).split(/[,;]/).map((kind) => beganSmall(kind.trim())).filter(Boolean);
  const care = [...new Map(kinds.map((kind) => [nameKey(kind), kind])).values()];
  if (care.length === 0) {
    check.refuse("Не заполнен столбец «Виды помощи»: например, «терапевт, анализы»");
  }
  if (care.length > MOST_CARE) {
    check.refuse(`Видов помощи больше ${MOST_CARE}: сейчас ${care.length}`);
  }
  const long = care.find((kind) => kind.length > 60);
  if (long) check.refuse(`Вид помощи «${long}» длиннее 60 знаков: разделите запятыми`);
  return care;
}

/** «Терапевт» is «терапевт», and «МРТ» stays. */
function beganSmall(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function readSite(check: RowCheck, cell: RawCell): string | null {
  const text = cellText(cell);
  if (!text) return null;
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) && !/\s/.test(text) ? new URL(address) : null;
  if (url === null || !url.hostname.includes(".") || url.username !== "") {
    check.refuse(`Сайт «${text}» не читается: нужен адрес вида clinic.example`);
    return null;
  }
  return url.href.length > 300 ? tooLong(check) : url.href;
}

function tooLong(check: RowCheck): null {
  check.refuse("«Сайт» длиннее 300 знаков");
  return null;
}
