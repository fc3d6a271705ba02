import assert from "node:assert/strict";
import { localDate } from "./local_date.ts";
import {
  checkRegistration,
  MISMATCH_MESSAGE,
  type RegistrationErrors,
  type RegistrationForm,
} from "./registration.ts";

const today = localDate("2026-11-22");

const form: RegistrationForm = {
  surname: " Образцова ",
  name: "Майя",
  patronymic: "Тестовна",
  birthDay: "23",
  birthMonth: "2",
  birthYear: "1999",
  policyNumber: "7701/965/001028",
  personnelNumber: "",
  phone: "900 555-00-28",
  email: "person28@example.test",
};

Deno.test("A full form is read, spaces and the phone's writing let go", () => {
  assert.deepEqual(checkRegistration(form, today), {
    ok: true,
    registration: {
      surname: "Образцова",
      name: "Майя",
      patronymic: "Тестовна",
      birthDate: "1999-02-23",
      policyNumber: "7701/965/001028",
      personnelNumber: null,
      phone: "9005550028",
      email: "person28@example.test",
    },
  });
});

Deno.test("A patronymic may be absent, and a personnel number will do for the policy's", () => {
  const other = { patronymic: "", policyNumber: " ", personnelNumber: "4028" };
  const checked = checkRegistration({ ...form, ...other }, today);
  assert.ok(checked.ok);
  assert.equal(checked.registration.patronymic, null);
  assert.equal(checked.registration.policyNumber, null);
  assert.equal(checked.registration.personnelNumber, "4028");
});

Deno.test("An empty form names every required field at once", () => {
  const empty = Object.fromEntries(Object.keys(form).map((field) => [field, ""]));
  assert.deepEqual(errorsOf(empty), {
    surname: "Введите фамилию",
    name: "Введите имя",
    birthDate: "Введите дату рождения: день, месяц и год",
    policyNumber: "Введите номер полиса или табельный номер",
    phone: "Введите номер телефона",
    email: "Введите адрес электронной почты",
  });
});

Deno.test("Each wrong field gets its own sentence", () => {
  const cases: [Partial<RegistrationForm>, RegistrationErrors][] = [
    [{ surname: "0бразцова" }, { surname: "Только буквы, дефис и пробел" }],
    [{ name: "<b>" }, { name: "Только буквы, дефис и пробел" }],
    [{ patronymic: "123" }, { patronymic: "Только буквы, дефис и пробел" }],
    [{ surname: "А".repeat(101) }, { surname: "Не длиннее 100 знаков" }],
    [{ birthDay: "" }, { birthDate: "Введите день рождения" }],
    [{ birthMonth: "" }, { birthDate: "Введите месяц рождения" }],
    [{ birthYear: "" }, { birthDate: "Введите год рождения" }],
    [{ birthYear: "99" }, { birthDate: "Год рождения — четыре цифры, например 1985" }],
    [{ birthDay: "первое" }, { birthDate: "День рождения — число от 1 до 31" }],
    [{ birthMonth: "мая" }, { birthDate: "Месяц рождения — число от 1 до 12" }],
    [{ birthDay: "30" }, { birthDate: "Такой даты нет. Проверьте день, месяц и год рождения" }],
    [{ birthYear: "2027" }, { birthDate: "Дата рождения еще не наступила. Проверьте год" }],
    [{ birthYear: "1899" }, { birthDate: "Проверьте год рождения" }],
    [{ policyNumber: "7".repeat(51) }, { policyNumber: "Номер не длиннее 50 знаков" }],
    [{ phone: "900 555-00-2" }, { phone: "Введите 10 цифр после +7" }],
    [{ email: "person28" }, { email: "Адрес почты — как name@example.ru" }],
    [{ email: "a@b@example.test" }, { email: "Адрес почты — как name@example.ru" }],
    [{ email: "a b@example.test" }, { email: "Адрес почты — как name@example.ru" }],
    [{ email: "a@example.test\r\nBcc: b@example.test" }, {
      email: "Адрес почты — как name@example.ru",
    }],
  ];
  for (const [change, errors] of cases) {
    assert.deepEqual(errorsOf(change), errors, JSON.stringify(change));
  }
});

Deno.test("Double, apostrophe and foreign names are names", () => {
  for (
    const surname of ["Салтыков-Щедрин", "О’Коннор", "д'Артаньян", "Müller", "Ғәлиев", "Мамед оглы"]
  ) {
    assert.deepEqual(errorsOf({ surname }), {}, surname);
  }
});

Deno.test("The 18th birthday is the first day on which one may register", () => {
  const born = (birthDay: string) => ({ birthDay, birthMonth: "11", birthYear: "2008" });
  assert.deepEqual(errorsOf(born("22")), {});
  assert.match(errorsOf(born("23")).birthDate ?? "", /^Зарегистрироваться можно с 18 лет/);
});

Deno.test("The mismatch message names no field but hints at the year", () => {
  assert.match(MISMATCH_MESSAGE, /все поля, прежде всего год рождения$/);
  assert.doesNotMatch(MISMATCH_MESSAGE, /фамили|полис|телефон|почт/i);
});

function errorsOf(change: Partial<RegistrationForm>): RegistrationErrors {
  const checked = checkRegistration({ ...form, ...change }, today);
  return checked.ok ? {} : checked.errors;
}
