import assert from "node:assert/strict";
import { localDate } from "./local_date.ts";
import { kopecks } from "./money.ts";
import type { Phone } from "./phone.ts";
import { letter, type Notice, smsText } from "./notice_texts.ts";

const place = { today: localDate("2026-04-20"), cabinet: "https://cabinet.example" };
const deskPhone = "8005550199" as Phone;
const owed = kopecks(90_000);
const dueOn = localDate("2026-06-03");
const emergencyFrom = localDate("2026-06-04");

Deno.test("smsText() tells of a new invoice its amount, last day and full address", () => {
  const text = smsText(
    { template: "accrual", invoiceId: 2041, owed, offset: kopecks(0), dueOn, emergencyFrom },
    place,
  );
  assert.equal(
    text,
    "Пятая часть. Новый счет №\u00a02041: 900,00\u00a0₽. Оплатите до 3 июня, ср. " +
      "https://cabinet.example/invoices/2041",
  );
});

Deno.test("smsText() on the last day says that it is the last", () => {
  const text = smsText(
    {
      template: "reminder",
      invoiceId: 2041,
      owed,
      dueOn,
      workingDay: 30,
      termDays: 30,
      emergencyFrom,
    },
    { ...place, today: dueOn },
  );
  assert.match(text, /не оплачен: 900,00\u00a0₽\. Сегодня последний день\./);
});

Deno.test("smsText() of a default names the first day of emergency care only", () => {
  const text = smsText({ template: "default", invoiceId: 2041, owed, dueOn, emergencyFrom }, place);
  assert.match(text, /истек 3 июня\. С 4 июня действует только экстренная помощь\./);
});

Deno.test("smsText() of a default after the policy's end speaks of no programme", () => {
  const text = smsText(
    { template: "default", invoiceId: 2041, owed, dueOn, emergencyFrom: null },
    place,
  );
  assert.doesNotMatch(text, /экстренная/);
});

Deno.test("smsText() of a forgiven debt says the sum, and what remains or that nothing is to be paid", () => {
  const part = {
    template: "debt_forgiven",
    invoiceId: 2041,
    forgiven: kopecks(40_000),
    owed: kopecks(50_000),
  } as const;
  assert.equal(
    smsText(part, place),
    "Пятая часть. Страховщик списал часть вашего долга по счету №\u00a02041: 400,00\u00a0₽. " +
      "Осталось оплатить 500,00\u00a0₽. https://cabinet.example/invoices/2041",
  );
  const whole = letter({ ...part, forgiven: owed, owed: kopecks(0) }, place, "Майя Тестовна");
  assert.match(whole.subject, /долг списан, платить не нужно/);
  assert.match(
    whole.text,
    /долг по счету №\u00a02041: 900,00\u00a0₽\. Платить по нему больше не нужно/,
  );
  assert.doesNotMatch(whole.text, /Осталось|Срок/);
});

Deno.test("smsText() lists the invoices that a payment covered", () => {
  const amount = kopecks(277_000);
  assert.match(
    smsText({ template: "payment_succeeded", amount, invoiceIds: [2041, 2042] }, place),
    /Оплата 2\u00a0770,00\u00a0₽ принята: счета №\u00a02041, №\u00a02042\. https/,
  );
});

Deno.test("letter() greets by name and says the last day, what follows, and the address", () => {
  const { subject, text } = letter(
    {
      template: "reminder",
      invoiceId: 2041,
      owed,
      dueOn,
      workingDay: 21,
      termDays: 30,
      emergencyFrom,
    },
    place,
    "Майя Тестовна",
  );
  assert.equal(subject, "Напоминание: счет №\u00a02041, 900,00\u00a0₽ до 3 июня");
  assert.match(text, /^Здравствуйте, Майя Тестовна!\n/);
  assert.match(text, /Сегодня 21-й рабочий день из 30\./);
  assert.match(text, /с 4 июня останется только экстренная помощь/);
  assert.match(text, /https:\/\/cabinet\.example\/invoices\/2041/);
});

Deno.test("letter() promises no emergency care where the policy serves nobody after the term", () => {
  const invoice = { invoiceId: 2041, owed, dueOn, emergencyFrom: null };
  const notices: Notice[] = [
    { template: "accrual", offset: kopecks(0), ...invoice },
    { template: "reminder", ...invoice, workingDay: 21, termDays: 30 },
    { template: "due_moved", ...invoice, from: dueOn, by: "calendar" },
    { template: "default", ...invoice },
  ];
  for (const notice of notices) {
    const { text } = letter(notice, place, "Майя");
    assert.doesNotMatch(text, /экстренн|программа вернется/, notice.template);
    assert.match(text, /могут начисляться проценты/, notice.template);
  }
});

Deno.test("every text keeps to «счет» with «е» and to one SMS of five parts at most", () => {
  const amount = kopecks(123_456_789);
  const notices: Notice[] = [
    { template: "accrual", invoiceId: 2041, owed, offset: kopecks(0), dueOn, emergencyFrom },
    {
      template: "reminder",
      invoiceId: 2041,
      owed,
      dueOn,
      workingDay: 21,
      termDays: 30,
      emergencyFrom,
    },
    { template: "default", invoiceId: 2041, owed, dueOn, emergencyFrom: dueOn },
    { template: "accrual_covered", invoiceId: 2041, total: amount },
    { template: "refund_succeeded", amount, attemptId: "0199f3a1-0000-7000-8000-000000000001" },
    { template: "accrual", invoiceId: 2041, owed, offset: amount, dueOn, emergencyFrom },
    { template: "restored", from: dueOn, because: "paid" },
    { template: "restored", from: dueOn, because: "let_off" },
    { template: "restored", from: dueOn, because: "staff_decided" },
    {
      template: "due_moved",
      invoiceId: 2041,
      owed,
      from: dueOn,
      dueOn,
      by: "calendar",
      emergencyFrom,
    },
    {
      template: "due_moved",
      invoiceId: 2041,
      owed,
      from: dueOn,
      dueOn,
      by: "staff",
      emergencyFrom,
    },
    { template: "default_reversed", invoiceId: 2041 },
    { template: "payment_succeeded", amount, invoiceIds: [2041] },
    { template: "payment_canceled", amount, invoiceIds: [2041] },
    { template: "contact_changed", kind: "phone", masked: "67", deskPhone },
    { template: "contact_changed", kind: "email", masked: "m***@example.ru", deskPhone },
    { template: "look_in", registered: true },
    { template: "look_in", registered: false },
  ];
  for (const notice of notices) {
    const sms = smsText(notice, place);
    const { subject, text } = letter(notice, place, "Майя");
    assert.doesNotMatch(`${sms} ${subject} ${text}`, /сч[её]т[а-я]*ё|счёт|плат[её]ё/);
    assert.ok(sms.length <= 5 * 67, `${notice.template} has ${sms.length} characters`);
  }
});
