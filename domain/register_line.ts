import { type ConsentGap, type EmergencySpell, gapOn, serviceOn } from "./franchise.ts";
import { type LocalDate, parseLocalDate, readRussianDate } from "./local_date.ts";
import { type Kopecks, kopecks, multiply, readRoubles, share } from "./money.ts";
import { collapse, fullName, nameKey, type PersonName, sameName } from "./person_name.ts";
import { microUnits, parseQuantity, type Quantity } from "./quantity.ts";

/**
 * A cell as the file stores it: text as it stands (also text that begins with `=` or an apostrophe),
 * a number, nothing. A date cell comes as ISO text, a formula as its stored value.
 */
export type RawCell = string | number | null;

/** A register's row, its cells named by the file's header. A column that is not there is null. */
export interface RegisterCells {
  /** The row's own number in the clinic's count. */
  readonly rowNumber: RawCell;
  readonly policyNumber: RawCell;
  readonly name: RawCell;
  readonly birthDate: RawCell;
  readonly serviceDate: RawCell;
  readonly code: RawCell;
  readonly service: RawCell;
  readonly quantity: RawCell;
  /** Roubles. */
  readonly price: RawCell;
  /** Roubles; may be left out. */
  readonly cost: RawCell;
}

/** What the insurer knows of the policy that the row names. */
export interface PolicyRecord extends PersonName {
  readonly startsOn: LocalDate;
  /** Inclusive. */
  readonly endsOn: LocalDate;
  /** First day of service; null where the franchise was never activated. */
  readonly activeFrom: LocalDate | null;
  readonly rateBasisPoints: number;
  readonly emergencySpells: readonly EmergencySpell[];
  readonly consentGaps: readonly ConsentGap[];
}

/** What the import knows of equal rows. */
export type Recurrence =
  | "first"
  /** An earlier row of this file agrees in everything, its own number too. */
  | "same_row"
  /** An earlier row of this file agrees in all but its number. */
  | "same_service"
  /** Another file of this clinic has this service already. */
  | "in_another_file"
  /** A clinic whose name agrees but for the legal form has this service already. */
  | "in_alike_clinic";

export interface RegisterContext {
  /** Null where no policy has that number. */
  readonly policy: PolicyRecord | null;
  /** The date of import in the employer's zone. */
  readonly today: LocalDate;
  readonly recurrence: Recurrence;
}

/** A service that the insurer takes, priced. */
export interface RegisterLine {
  readonly rowNumber: string | null;
  readonly policyNumber: string;
  readonly serviceDate: LocalDate;
  readonly code: string | null;
  readonly service: string;
  readonly quantity: Quantity;
  readonly price: Kopecks;
  readonly cost: Kopecks;
  readonly rateBasisPoints: number;
  /** The insured's part of `cost`. */
  readonly franchise: Kopecks;
}

/** Why an accepted line is shown to staff. */
export type MarkReason = "equal_but_for_the_number";

/** Why a line waits for staff and is not invoiced. */
export type HoldReason = "emergency_spell" | "in_another_file" | "in_alike_clinic";

/** Each reason as exports and the command line write it, and as a page says it. */
export const REFUSALS = {
  duplicate: {
    english: "duplicate of the row above",
    russian: "Та же строка уже есть выше: совпадает всё, и номер тоже",
  },
  cut_short: {
    english: "row cut short",
    russian: "Строка обрывается: в ней меньше ячеек, чем столбцов в таблице",
  },
  policy_number_missing: {
    english: "policy number missing",
    russian: "Не указан номер полиса",
  },
  unknown_policy: {
    english: "unknown policy",
    russian: "Полис с таким номером не найден",
  },
  name_missing: {
    english: "name missing",
    russian: "Не указаны фамилия и имя",
  },
  name_mismatch: {
    english: "name does not match the policy",
    russian: "Фамилия, имя и отчество не те, что в полисе",
  },
  date_missing: {
    english: "service date missing",
    russian: "Не указана дата услуги",
  },
  date_not_readable: {
    english: "date not readable",
    russian: "Дата услуги не читается: нужна дата вида 07.10.2026",
  },
  date_in_future: {
    english: "service date in the future",
    russian: "Дата услуги еще не наступила",
  },
  outside_policy: {
    english: "service outside the policy's period",
    russian: "Дата услуги не входит в срок полиса",
  },
  not_activated: {
    english: "franchise not activated",
    russian: "Франшиза по этому полису не активирована",
  },
  before_active: {
    english: "service before the franchise was active",
    russian: "Услуга оказана раньше первого дня франшизы",
  },
  after_withdrawal: {
    english: "consent to the franchise was withdrawn",
    russian: "Согласие на франшизу отозвано: в этот день обслуживания не было",
  },
  service_missing: {
    english: "service name missing",
    russian: "Не указано название услуги",
  },
  quantity_not_readable: {
    english: "quantity not readable",
    russian: "Количество не читается: нужно число, не больше шести знаков после запятой",
  },
  price_not_readable: {
    english: "price not readable",
    russian: "Цена не читается: нужны рубли, не больше двух знаков после запятой",
  },
  cost_not_readable: {
    english: "cost not readable",
    russian: "Стоимость не читается: нужны рубли, не больше двух знаков после запятой",
  },
  not_above_zero: {
    english: "amount not above zero",
    russian: "Количество, цена и стоимость должны быть больше нуля",
  },
  too_large: {
    english: "amount too large",
    russian: "Сумма слишком большая: проверьте количество и цену",
  },
  cost_mismatch: {
    english: "cost is not quantity x price",
    russian: "Стоимость не равна количеству, умноженному на цену",
  },
  not_refused: {
    english: "no refused row of that number",
    russian: "В файле, который исправляют, такой отказанной строки нет",
  },
} as const satisfies Record<string, { english: string; russian: string }>;

export type RefusalReason = keyof typeof REFUSALS;

export const HOLDS: Readonly<Record<HoldReason, string>> = {
  emergency_spell: "В день услуги действовала программа экстренной помощи",
  in_another_file: "Та же услуга уже есть в другом файле этой клиники",
  in_alike_clinic: "Та же услуга уже есть у клиники с таким же названием",
};

export const MARKS: Readonly<Record<MarkReason, string>> = {
  equal_but_for_the_number: "Совпадает с другой строкой файла всем, кроме номера",
};

export type RegisterVerdict =
  | { readonly kind: "accepted"; readonly line: RegisterLine; readonly mark: MarkReason | null }
  | { readonly kind: "held"; readonly line: RegisterLine; readonly reason: HoldReason }
  | {
    readonly kind: "refused";
    readonly reason: RefusalReason;
    /** What else is wrong with the row, in the same order: whoever mends it sees it at once. */
    readonly also?: readonly RefusalReason[];
  };

/** A line above this is a slip of the pen: ten thousand million roubles. */
const LARGEST_COST = kopecks(1_000_000_000_000);

/** Judges one row of a clinic's register by itself and by what is known of its policy. */
export function checkRegisterRow(cells: RegisterCells, context: RegisterContext): RegisterVerdict {
  const { policy, recurrence } = context;
  if (recurrence === "same_row") return refused("duplicate");
  const policyNumber = cellText(cells.policyNumber);
  const serviceDate = cellDate(cells.serviceDate);
  const service = cellText(cells.service);
  const amounts = checkAmounts(cells);
  const [reason, ...also] = [
    policyRefusal(policyNumber, policy),
    nameRefusal(cells, policy),
    dateRefusal({ cells, serviceDate }, context),
    service ? null : "service_missing" as const,
    amounts.ok ? null : amounts.reason,
  ].filter((refusal) => refusal !== null);
  if (reason !== undefined) return refused(reason, also);
  if (policy === null || serviceDate === null || !amounts.ok) {
    throw new Error("A row that is refused for nothing lacks its policy, day or amounts");
  }

  const { quantity, price, cost } = amounts;
  const { rateBasisPoints } = policy;
  const line: RegisterLine = {
    rowNumber: cellText(cells.rowNumber) || null,
    policyNumber,
    serviceDate,
    code: cellText(cells.code) || null,
    service,
    quantity,
    price,
    cost,
    rateBasisPoints,
    franchise: share(cost, rateBasisPoints),
  };
  if (recurrence === "in_another_file" || recurrence === "in_alike_clinic") {
    return { kind: "held", line, reason: recurrence };
  }
  if (isEmergency(serviceDate, policy)) return { kind: "held", line, reason: "emergency_spell" };
  const mark = recurrence === "same_service" ? "equal_but_for_the_number" : null;
  return { kind: "accepted", line, mark };
}

function policyRefusal(number: string, policy: PolicyRecord | null): RefusalReason | null {
  if (!number) return "policy_number_missing";
  return policy === null ? "unknown_policy" : null;
}

function nameRefusal(cells: RegisterCells, policy: PolicyRecord | null): RefusalReason | null {
  const name = cellText(cells.name);
  if (!name) return "name_missing";
  return policy !== null && !sameName(name, fullName(policy)) ? "name_mismatch" : null;
}

function dateRefusal(
  { cells, serviceDate }: { cells: RegisterCells; serviceDate: LocalDate | null },
  { policy, today }: RegisterContext,
): RefusalReason | null {
  if (!cellText(cells.serviceDate)) return "date_missing";
  if (serviceDate === null) return "date_not_readable";
  if (serviceDate > today) return "date_in_future";
  if (policy === null) return null;
  if (serviceDate < policy.startsOn || serviceDate > policy.endsOn) return "outside_policy";
  if (policy.activeFrom === null) return "not_activated";
  if (serviceDate < policy.activeFrom) return "before_active";
  return gapOn(serviceDate, policy.consentGaps) ? "after_withdrawal" : null;
}

/** Everything the row says, its own number too: equal ones in a file are one service sent twice. */
export function rowFingerprint(
  cells: RegisterCells,
  service = serviceFingerprint(cells),
): string {
  return join([
    cellText(cells.rowNumber),
    nameKey(cellText(cells.name)),
    cellDate(cells.birthDate) ?? cellText(cells.birthDate),
    service,
  ]);
}

/**
 * The service that a row tells of, without the row's own number: policy, date, code, name,
 * quantity, price, cost, each by its value, so that `1` and `1,0` agree, and a cost that is left out
 * agrees with the right one. It holds data of health: hash it before it is stored.
 */
export function serviceFingerprint(cells: RegisterCells): string {
  const quantity = cells.quantity === null ? null : parseQuantity(cells.quantity);
  const price = cells.price === null ? null : readRoubles(cells.price);
  const given = cellText(cells.cost) && cells.cost !== null ? readRoubles(cells.cost) : null;
  const computed = price !== null && quantity !== null ? product(price, quantity) : null;
  return join([
    cellText(cells.policyNumber),
    cellDate(cells.serviceDate) ?? cellText(cells.serviceDate),
    cellText(cells.code).toUpperCase(),
    nameKey(cellText(cells.service)),
    quantity ?? cellText(cells.quantity),
    String(price ?? cellText(cells.price)),
    String(given ?? (cellText(cells.cost) || computed)),
  ]);
}

/** A cell's text without outer spaces, inner runs of spaces as one; an empty cell is "". */
export function cellText(cell: RawCell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  return collapse(cell);
}

/** A cell's date: ISO, as readers give a date cell, or `07.10.2026`; a midnight behind it is let go. */
export function cellDate(cell: RawCell): LocalDate | null {
  const text = cellText(cell).replace(/[T ]0?0:00(:00(\.0+)?)?Z?$/, "");
  return parseLocalDate(text) ?? readRussianDate(text);
}

type Amounts =
  | { ok: true; quantity: Quantity; price: Kopecks; cost: Kopecks }
  | { ok: false; reason: RefusalReason };

function checkAmounts(cells: RegisterCells): Amounts {
  const quantity = parseQuantity(cells.quantity ?? "");
  if (quantity === null) return { ok: false, reason: "quantity_not_readable" };
  const price = readRoubles(cells.price ?? "");
  if (price === null) return { ok: false, reason: "price_not_readable" };
  const leftOut = cellText(cells.cost) === "";
  const stated = leftOut ? null : readRoubles(cells.cost ?? "");
  if (!leftOut && stated === null) return { ok: false, reason: "cost_not_readable" };
  if (microUnits(quantity) <= 0n || price <= 0 || (stated !== null && stated <= 0)) {
    return { ok: false, reason: "not_above_zero" };
  }
  const cost = product(price, quantity);
  if (cost === null) return { ok: false, reason: "too_large" };
  if (stated !== null && stated !== cost) return { ok: false, reason: "cost_mismatch" };
  // A price so small that the line rounds to nothing, 0,01 × 0,1.
  if (cost === 0) return { ok: false, reason: "not_above_zero" };
  return { ok: true, quantity, price, cost };
}

function product(price: Kopecks, quantity: Quantity): Kopecks | null {
  const tooLarge = BigInt(price) * microUnits(quantity) > BigInt(LARGEST_COST) * 1_000_000n;
  return tooLarge ? null : multiply(price, quantity);
}

function isEmergency(day: LocalDate, policy: PolicyRecord): boolean {
  const { startsOn, endsOn } = policy;
  const dates = { ...policy, policyStartsOn: startsOn, policyEndsOn: endsOn };
  return serviceOn(day, dates) === "emergency";
}

function refused(reason: RefusalReason, also: readonly RefusalReason[] = []): RegisterVerdict {
  return { kind: "refused", reason, ...also.length > 0 ? { also } : {} };
}

const UNIT_SEPARATOR = "\u001f";

function join(parts: readonly string[]): string {
  return parts.join(UNIT_SEPARATOR);
}
