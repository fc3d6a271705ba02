import { ageOn, type LocalDate, realDate } from "./local_date.ts";
import { parsePhone, type Phone } from "./phone.ts";

/** The registration form as it came: every field is text, an absent one is empty. */
export interface RegistrationForm {
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string;
  readonly birthDay: string;
  readonly birthMonth: string;
  readonly birthYear: string;
  readonly policyNumber: string;
  readonly personnelNumber: string;
  readonly phone: string;
  readonly email: string;
}

/** What an error is tied to: a field, or the three date fields as one. */
export type RegistrationField =
  | "surname"
  | "name"
  | "patronymic"
  | "birthDate"
  | "policyNumber"
  | "phone"
  | "email";

/** The first error of each field, a Russian sentence. */
export type RegistrationErrors = Partial<Record<RegistrationField, string>>;

export interface Registration {
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string | null;
  readonly birthDate: LocalDate;
  /** At least one of the two numbers is given. */
  readonly policyNumber: string | null;
  readonly personnelNumber: string | null;
  readonly phone: Phone;
  readonly email: string;
}

export type RegistrationCheck =
  | { readonly ok: true; readonly registration: Registration }
  | { readonly ok: false; readonly reason: "invalid"; readonly errors: RegistrationErrors };

/** Said whatever did not match, so that nobody can find out what did. */
export const MISMATCH_MESSAGE =
  "Данные не совпали с данными страховщика. Проверьте все поля, прежде всего год рождения";

/** Said to who is known by all that was typed, the phone too. */
export const WARD_MESSAGE =
  "По этому полису кабинет ведет законный представитель: он дает согласия и оплачивает счета. " +
  "Если опека снята, попросите работодателя сообщить об этом страховщику";

export const AGREEMENT_REQUIRED_MESSAGE =
  "Без\u00a0пользовательского соглашения не\u00a0откроем кабинет";

export const CONSENT_REQUIRED_MESSAGE =
  "Без\u00a0согласия на\u00a0обработку персональных данных не\u00a0откроем кабинет";

export const ADULT_AGE = 18;

/**
 * Checks what can be checked without the insurer's data.
 *
 * @param today the date of registration in the person's zone: adults only, 18 on that day
 */
export function checkRegistration(form: RegistrationForm, today: LocalDate): RegistrationCheck {
  const birthDate = readBirthDate(form, today);
  const phone = parsePhone(form.phone);
  const errors: RegistrationErrors = {};
  const note = (field: RegistrationField, error: string | null) => {
    if (error !== null) errors[field] = error;
  };

  note("surname", nameError(form.surname, "Введите фамилию"));
  note("name", nameError(form.name, "Введите имя"));
  note("patronymic", form.patronymic.trim() ? nameError(form.patronymic, "") : null);
  note("birthDate", birthDate.ok ? null : birthDate.error);
  note("policyNumber", numberError(form));
  note("phone", phone ? null : phoneError(form.phone));
  note("email", emailError(form.email.trim()));

  if (!birthDate.ok || phone === null || Object.keys(errors).length > 0) {
    return { ok: false, reason: "invalid", errors };
  }
  return {
    ok: true,
    registration: {
      surname: words(form.surname),
      name: words(form.name),
      patronymic: words(form.patronymic) || null,
      birthDate: birthDate.date,
      policyNumber: words(form.policyNumber) || null,
      personnelNumber: words(form.personnelNumber) || null,
      phone,
      email: form.email.trim(),
    },
  };
}

type BirthDate = { ok: true; date: LocalDate } | { ok: false; error: string };

const OLDEST_AGE = 120;

function readBirthDate(form: RegistrationForm, today: LocalDate): BirthDate {
  const [day, month, year] = [form.birthDay, form.birthMonth, form.birthYear].map(words);
  if (!day && !month && !year) return wrong("Введите дату рождения: день, месяц и год");
  if (!day) return wrong("Введите день рождения");
  if (!month) return wrong("Введите месяц рождения");
  if (!year) return wrong("Введите год рождения");
  if (!/^\d{4}$/.test(year)) return wrong("Год рождения — четыре цифры, например 1985");
  if (!/^\d{1,2}$/.test(day)) return wrong("День рождения — число от 1 до 31");
  if (!/^\d{1,2}$/.test(month)) return wrong("Месяц рождения — число от 1 до 12");
  const date = realDate(Number(year), Number(month), Number(day));
  if (date === null) return wrong("Такой даты нет. Проверьте день, месяц и год рождения");
  if (date > today) return wrong("Дата рождения еще не наступила. Проверьте год");
  const age = ageOn(date, today);
  if (age > OLDEST_AGE) return wrong("Проверьте год рождения");
  if (age < ADULT_AGE) {
    return wrong(
      "Зарегистрироваться можно с 18 лет. Полисы и счета ребенка ведет законный представитель " +
        "в своем кабинете. Если вам есть 18, проверьте год рождения",
    );
  }
  return { ok: true, date };
}

function wrong(error: string): BirthDate {
  return { ok: false, error };
}

const LONGEST_NAME = 100;

function nameError(text: string, missing: string): string | null {
  const name = words(text);
  if (!name) return missing;
  if (name.length > LONGEST_NAME) return `Не длиннее ${LONGEST_NAME} знаков`;
  return /^\p{L}[\p{L}\p{M}' .’-]*$/u.test(name) ? null : "Только буквы, дефис и пробел";
}

const LONGEST_NUMBER = 50;

function numberError(form: RegistrationForm): string | null {
  const numbers = [words(form.policyNumber), words(form.personnelNumber)];
  if (!numbers.some(Boolean)) return "Введите номер полиса или табельный номер";
  return numbers.some((number) => number.length > LONGEST_NUMBER)
    ? `Номер не длиннее ${LONGEST_NUMBER} знаков`
    : null;
}

/** Also the login page's and the profile's words. */
export function phoneError(text: string): string {
  return text.trim() ? "Введите 10 цифр после +7" : "Введите номер телефона";
}

/**
 * Also the profile's words.
 *
 * @returns null where `email` may be an address
 */
export function emailError(email: string): string | null {
  if (!email) return "Введите адрес электронной почты";
  const [local = "", domain = "", ...rest] = email.split("@");
  const whole = rest.length === 0 && local.length > 0 && email.length <= 254 &&
    /^[^\s@.]+(\.[^\s@.]+)+$/.test(domain) && !/[\s,;<>"]/.test(local);
  return whole ? null : "Адрес почты — как name@example.ru";
}

function words(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ");
}
