import type { Cell } from "../../adapters/spreadsheet/mod.ts";

export const ROSTER_HEADER = [
  "Табельный №",
  "№ полиса",
  "Фамилия",
  "Имя",
  "Отчество",
  "Дата рождения",
  "Телефон",
  "Программа",
  "Франшиза, %",
  "Начало",
  "Окончание",
];

/** A person of a roster, told from others by the number. */
export function rosterRow(number: number, surname: string): Cell[] {
  return [
    `Р-${number}`,
    `7702/1/${number}`,
    surname,
    "Иван",
    "Тестович",
    "01.02.1980",
    `90055508${String(number).padStart(2, "0")}`,
    "Стандарт",
    "20",
    "01.01.2026",
    "31.12.2026",
  ];
}
