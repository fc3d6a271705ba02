import { Buffer } from "node:buffer";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { addDays, type LocalDate, localDate } from "../../domain/local_date.ts";
import { type Kopecks, kopecks, sum } from "../../domain/money.ts";
import { REGISTER_HEADER, workbookOf } from "../samples/sheets.ts";
import { expectedOf } from "../samples/story.ts";
import { changedSample, type FileToSend, sampleFile } from "./sent_files.ts";

export const REAL_LIFE = "register-02-real-life.xlsx";
export const ADDITION = "Дополнение за октябрь.xlsx";
export const CORRECTED = "Дополнение за октябрь, исправленное.xlsx";

const REAL_LIFE_SHEET = 1;
/** A row of it is refused since this day has not come. */
const ITS_FUTURE = localDate("2027-01-15");

/** The row that says «вчера» for its date, and the day that it means. */
export const MENDED = { row: 77, date: "12.10.2026", share: kopecks(129_07) };

/** Looked into: two services of one register, and one of the other, which is corrected. */
export const PATIENT = {
  policy: "7701/128/001031",
  name: "Тестова Диана Тестовна",
  phone: "9005550031",
};

/** Two lines of the addition are in the first register too, so both are held. */
export const RELEASED = {
  row: 2,
  policy: "7701/474/001000",
  name: "Пробин Ильдар Тестович",
  because: "Клиника подтвердила вторую услугу",
  share: kopecks(804_00),
};
export const REFUSED = {
  row: 3,
  name: "Черновикова Зоя Тестовна",
  because: "Прислали дважды",
  share: kopecks(468_00),
};

/** A line of the addition, as the clinic sent it and as it corrected its price. */
export const CHANGED = {
  row: 4,
  was: { cost: kopecks(1850_00), share: kopecks(370_00) },
  now: { cost: kopecks(1500_00), share: kopecks(300_00) },
};

/** The sample; where its day to come has come, a later one. */
export function realLifeRegister(today: LocalDate): string | FileToSend {
  if (today < ITS_FUTURE) return sampleFile(REAL_LIFE);
  return changedSample(REAL_LIFE, (sheet) => {
    sheet["E73"] = { t: "s", v: addDays(today, 30) };
  }, REAL_LIFE_SHEET);
}

export function addition(): FileToSend {
  return { ...ADDITION_FILE, buffer: additionAt(CHANGED.was.cost) };
}

export function correctedAddition(): FileToSend {
  return { ...ADDITION_FILE, name: CORRECTED, buffer: additionAt(CHANGED.now.cost) };
}

const ADDITION_FILE = { name: ADDITION, mimeType: "application/octet-stream" };

function additionAt(cost: Kopecks): Buffer {
  const price = cost / 100;
  const scan = ["A06.09.007", "Рентгенография лёгких", 3, 1340, 4020];
  const heart = ["A05.10.006", "Регистрация электрокардиограммы", 3, 780, 2340];
  const visit = ["B01.047.001", "Приём врача-терапевта первичный", 1, price, price];
  const rows: Cell[][] = [
    [1, RELEASED.policy, RELEASED.name, "1962-09-04", "2026-10-15", ...scan],
    [2, "7701/916/001011", REFUSED.name, "1996-08-19", "2026-10-20", ...heart],
    [3, PATIENT.policy, PATIENT.name, "1980-12-01", "2026-10-30", ...visit],
  ];
  return Buffer.from(workbookOf({ "Реестр": [REGISTER_HEADER, ...rows] }));
}

/** What each policy's invoice must come to, by the files and by what staff decided of them. */
export function owedByPolicy(): Map<string, Kopecks> {
  const owed = new Map(
    Object.entries(expectedOf(REAL_LIFE).franchise_kopecks_by_policy)
      .map(([policy, amount]) => [policy, kopecks(amount)]),
  );
  const more = (policy: string, amount: Kopecks) =>
    owed.set(policy, sum([owed.get(policy) ?? kopecks(0), amount]));
  more("7701/965/001028", MENDED.share);
  more(RELEASED.policy, RELEASED.share);
  more(PATIENT.policy, CHANGED.now.share);
  return owed;
}

export function owedInAll(): Kopecks {
  return sum(owedByPolicy().values());
}

export const FORGIVEN = { amount: kopecks(58_10), because: "Клиника признала ошибку в цене" };
