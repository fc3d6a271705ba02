import type { LocalDate } from "./local_date.ts";
import { nameKey } from "./person_name.ts";
import { parsePhone, type Phone } from "./phone.ts";
import { microUnits, parseQuantity } from "./quantity.ts";
import { cellDate, cellText, type RawCell } from "./register_line.ts";
import { dependenceOn } from "./representation.ts";

/** A row of an employer's roster, its cells named by the file's header. */
export interface RosterCells {
  readonly personnelNumber: RawCell;
  readonly policyNumber: RawCell;
  readonly surname: RawCell;
  readonly name: RawCell;
  readonly patronymic: RawCell;
  readonly birthDate: RawCell;
  readonly sex: RawCell;
  readonly phone: RawCell;
  readonly email: RawCell;
  readonly programme: RawCell;
  /** Per cent. */
  readonly franchise: RawCell;
  readonly startsOn: RawCell;
  readonly endsOn: RawCell;
  /** Number of the representative's own policy. */
  readonly representativePolicy: RawCell;
  /** Whether an adult is under guardianship: «да», or blank. */
  readonly ward: RawCell;
}

/** An insured person under one policy, as the employer states it. */
export interface RosterEntry {
  readonly personnelNumber: string;
  readonly policyNumber: string;
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string | null;
  readonly birthDate: LocalDate;
  readonly sex: "М" | "Ж" | null;
  readonly phone: Phone | null;
  readonly email: string | null;
  readonly programme: string;
  readonly rateBasisPoints: number;
  readonly startsOn: LocalDate;
  /** Inclusive. */
  readonly endsOn: LocalDate;
  readonly representativePolicy: string | null;
  readonly ward: boolean;
}

/** Each reason as exports and the command line write it, and as a page says it. */
export const ROSTER_REFUSALS = {
  duplicate: {
    english: "duplicate of the row above",
    russian: "Та же строка уже есть выше",
  },
  cut_short: {
    english: "row cut short",
    russian: "Строка обрывается: в ней меньше ячеек, чем столбцов в таблице",
  },
  personnel_number_missing: {
    english: "personnel number missing",
    russian: "Не указан табельный номер",
  },
  policy_number_missing: {
    english: "policy number missing",
    russian: "Не указан номер полиса",
  },
  name_missing: {
    english: "name missing",
    russian: "Не указаны фамилия или имя",
  },
  birth_date_not_readable: {
    english: "birth date not readable",
    russian: "Дата рождения не читается: нужна дата вида 25.03.1984",
  },
  birth_date_in_future: {
    english: "birth date in the future",
    russian: "Дата рождения еще не наступила",
  },
  phone_not_readable: {
    english: "phone not readable",
    russian: "Телефон не читается: нужны 10 цифр после +7",
  },
  email_not_readable: {
    english: "e-mail not readable",
    russian: "Адрес почты не читается",
  },
  programme_missing: {
    english: "programme missing",
    russian: "Не указана программа",
  },
  emergency_programme: {
    english: "emergency programme in a roster",
    russian: "Программа экстренной помощи назначается по долгу, а не списком",
  },
  franchise_not_readable: {
    english: "franchise not readable",
    russian: "Франшиза не читается: нужны проценты от 0 до 100",
  },
  start_not_readable: {
    english: "start date not readable",
    russian: "Начало полиса не читается: нужна дата вида 01.06.2026",
  },
  end_not_readable: {
    english: "end date not readable",
    russian: "Окончание полиса не читается: нужна дата вида 31.05.2027",
  },
  dates_reversed: {
    english: "policy ends before it starts",
    russian: "Окончание полиса раньше начала",
  },
  policy_repeated: {
    english: "policy number repeated with other data",
    russian: "Этот номер полиса уже есть выше с другими данными",
  },
  policy_of_another: {
    english: "policy belongs to another person",
    russian: "Полис с таким номером принадлежит другому человеку",
  },
  policy_of_another_employer: {
    english: "policy is of another employer",
    russian: "Полис числится за другим работодателем",
  },
  personnel_number_of_another: {
    english: "personnel number belongs to another person",
    russian: "Этот табельный номер у другого человека: не совпали ни имя, ни дата рождения",
  },
  unknown_representative: {
    english: "representative's policy unknown",
    russian: "Полис законного представителя не найден",
  },
  representative_of_another_employer: {
    english: "representative is of another employer",
    russian:
      "Законный представитель числится за другим работодателем: его долги попали бы в чужой отчет",
  },
  own_representative: {
    english: "representative is the insured",
    russian: "Застрахованный указан представителем самого себя",
  },
  minor_representative: {
    english: "representative is under age",
    russian: "Законный представитель младше 18 лет",
  },
  ward_representative: {
    english: "representative is a ward",
    russian: "Законный представитель сам под опекой",
  },
  ward_not_readable: {
    english: "ward not readable",
    russian: "Столбец «Опека» не читается: нужно «да», «нет» или пустая ячейка",
  },
} as const satisfies Record<string, { english: string; russian: string }>;

export type RosterRefusal = keyof typeof ROSTER_REFUSALS;

export type RosterVerdict =
  | { ok: true; entry: RosterEntry }
  | { ok: false; reason: RosterRefusal };

/** Judges one row of a roster by itself. A phone and an e-mail may be missing. */
export function checkRosterRow(cells: RosterCells, today: LocalDate): RosterVerdict {
  const personnelNumber = cellText(cells.personnelNumber);
  if (!personnelNumber) return refused("personnel_number_missing");
  const policyNumber = cellText(cells.policyNumber);
  if (!policyNumber) return refused("policy_number_missing");
  const surname = cellText(cells.surname);
  const name = cellText(cells.name);
  if (!surname || !name) return refused("name_missing");

  const birthDate = cellDate(cells.birthDate);
  if (birthDate === null) return refused("birth_date_not_readable");
  if (birthDate > today) return refused("birth_date_in_future");
  const phone = cellText(cells.phone) ? parsePhone(cellText(cells.phone)) : null;
  if (cellText(cells.phone) && phone === null) return refused("phone_not_readable");
  const email = cellText(cells.email) || null;
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) {
    return refused("email_not_readable");
  }

  const programme = cellText(cells.programme);
  if (!programme) return refused("programme_missing");
  const rateBasisPoints = readBasisPoints(cells.franchise);
  if (rateBasisPoints === null) return refused("franchise_not_readable");
  const startsOn = cellDate(cells.startsOn);
  if (startsOn === null) return refused("start_not_readable");
  const endsOn = cellDate(cells.endsOn);
  if (endsOn === null) return refused("end_not_readable");
  if (endsOn < startsOn) return refused("dates_reversed");

  const representativePolicy = cellText(cells.representativePolicy) || null;
  if (representativePolicy === policyNumber) return refused("own_representative");
  const ward = readWard(cells.ward);
  if (ward === null) return refused("ward_not_readable");
  return {
    ok: true,
    entry: {
      personnelNumber,
      policyNumber,
      surname,
      name,
      patronymic: cellText(cells.patronymic) || null,
      birthDate,
      sex: readSex(cells.sex),
      phone,
      email,
      programme,
      rateBasisPoints,
      startsOn,
      endsOn,
      representativePolicy,
      ward,
    },
  };
}

/** The code of {@linkcode ROSTER_REFUSALS}, whose rows keep the employer's name beside it. */
export const OF_ANOTHER_EMPLOYER = "policy_of_another_employer" satisfies RosterRefusal;

/**
 * Whom a roster was meant for, where most of its rows name policies of one other employer: its own
 * was mistyped, or another one's was chosen.
 *
 * @param rows how many the roster has in all
 */
export function meantEmployer(
  refusals: readonly { reason: string; rows: number; detail: string | null }[],
  rows: number,
): string | null {
  const meant = refusals.find(({ reason, rows: theirs, detail }) =>
    reason === OF_ANOTHER_EMPLOYER && detail !== null && theirs * 2 > rows
  );
  return meant?.detail ?? null;
}

/** Who a personnel number is known for. */
export interface KnownPerson {
  readonly surname: string;
  readonly name: string;
  readonly birthDate: LocalDate;
}

/**
 * Whether a roster may mean the same person: a changed surname or a corrected birth date is an
 * update, both at once are somebody else under a reused number.
 */
export function maySamePerson(known: KnownPerson, stated: KnownPerson): boolean {
  const named = (person: KnownPerson) => nameKey(`${person.surname} ${person.name}`);
  return known.birthDate === stated.birthDate || named(known) === named(stated);
}

/**
 * Why a person can't be somebody's representative: one who needs a representative is none.
 *
 * @returns null of a person who can
 */
export function representativeRefusal(
  person: { birthDate: LocalDate; ward: boolean },
  today: LocalDate,
): "minor_representative" | "ward_representative" | null {
  const dependence = dependenceOn(person, today);
  return dependence === null ? null : `${dependence}_representative`;
}

/** `20`, `20 %`, `12,5`; 0.2 is what Excel stores in a cell shown as 20 %. */
function readBasisPoints(cell: RawCell): number | null {
  const quantity = parseQuantity(
    typeof cell === "number" ? cell : cellText(cell).replace(/\s*%$/, ""),
  );
  if (quantity === null) return null;
  const micros = microUnits(quantity);
  const perCent = typeof cell === "number" && micros > 0n && micros < 1_000_000n
    ? micros * 100n
    : micros;
  if (perCent < 0n || perCent > 100_000_000n || perCent % 10_000n !== 0n) return null;
  return Number(perCent / 10_000n);
}

function readSex(cell: RawCell): "М" | "Ж" | null {
  const letter = cellText(cell).charAt(0).toUpperCase();
  if (letter === "М" || letter === "M") return "М";
  return letter === "Ж" || letter === "F" ? "Ж" : null;
}

const WARD_WORDS = new Map([
  ["", false],
  ["нет", false],
  ["0", false],
  ["-", false],
  ["да", true],
  ["1", true],
  ["+", true],
  ["опека", true],
  ["под опекой", true],
  ["подопечный", true],
  ["подопечная", true],
]);

/** @returns null where the cell says neither; a guess would give somebody a right or take one */
function readWard(cell: RawCell): boolean | null {
  return WARD_WORDS.get(cellText(cell).toLowerCase().replaceAll(/[–—]/g, "-")) ?? null;
}

function refused(reason: RosterRefusal): RosterVerdict {
  return { ok: false, reason };
}
