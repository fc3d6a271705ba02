import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import type { TestSite } from "../harness/site.ts";
import { decided } from "./decided.ts";
import { employersOf } from "./employers.ts";
import { send, type State } from "./state.ts";
import type { World } from "./world.ts";

/** Staff's pages. */
export const OPS: readonly State[] = [
  { name: "ops-login", as: "visitor", path: "/ops/login" },
  { name: "ops-login-wrong", as: "visitor", path: "/ops/login", then: send({ email: "maya@" }) },
  {
    name: "ops-code",
    as: "visitor",
    path: "/ops/login",
    then: send({ email: "operator@fifth.example" }),
    shows: "/ops/login/code",
  },
  { name: "ops", as: "staff", path: "/ops" },
  { name: "ops-invoices", as: "staff", path: "/ops/invoices" },
  { name: "ops-payments", as: "staff", path: "/ops/payments" },
  { name: "ops-cases", as: "staff", path: "/ops/cases" },
  { name: "ops-calls", as: "staff", path: "/ops/calls" },
  { name: "ops-registrations", as: "staff", path: "/ops/registrations" },
  { name: "ops-people", as: "staff", path: "/ops/people?q=Образцова" },
  { name: "ops-calendar", as: "staff", path: "/ops/calendar" },
  { name: "ops-drift", as: "staff", path: "/ops/drift" },
  { name: "ops-journal", as: "staff", path: "/ops/journal" },
  { name: "ops-settings", as: "staff", path: "/ops/settings" },
  { name: "ops-settings-documents", as: "staff", path: "/ops/settings/documents" },
  {
    name: "ops-settings-document",
    as: "staff",
    path: "/ops/settings/documents/personal_data",
  },
  {
    name: "ops-settings-document-wrong",
    as: "staff",
    path: "/ops/settings/documents/personal_data",
    then: send({ title: "" }),
  },
  {
    name: "ops-settings-document-check",
    as: "staff",
    path: "/ops/settings/documents/personal_data",
    then: send({
      "from-day": "1",
      "from-month": "12",
      "from-year": "2026",
      changes: "Добавили адрес: по нему отправляем письма о долге.",
      body: "Я даю согласие.\n\n1. Какие данные\nФамилия, имя, отчество, телефон и адрес.",
    }),
  },
  { name: "ops-settings-staff", as: "staff", path: "/ops/settings/staff" },
  { name: "ops-settings-staff-wrong", as: "staff", path: "/ops/settings/staff", then: send() },
  { name: "ops-settings-names", as: "staff", path: "/ops/settings/names", given: anEmployer },
  {
    name: "ops-settings-name",
    as: "staff",
    path: "/ops/settings/names/employers/1",
    given: anEmployer,
  },
  {
    name: "ops-settings-name-wrong",
    as: "staff",
    path: "/ops/settings/names/employers/1",
    given: anEmployer,
    then: send({ name: "" }),
  },
  { name: "ops-settings-programmes", as: "staff", path: "/ops/settings/programmes" },
  {
    name: "ops-settings-programme",
    as: "staff",
    path: "/ops/settings/programmes/1",
  },
  {
    name: "ops-settings-programmes-wrong",
    as: "staff",
    path: "/ops/settings/programmes",
    then: send(),
  },
  {
    name: "ops-settings-programmes-check",
    as: "staff",
    path: "/ops/settings/programmes",
    then: checkProgramme,
  },
  {
    name: "ops-settings-employer",
    as: "staff",
    path: "/ops/settings/employers/1",
    given: anEmployer,
  },
  {
    name: "ops-settings-employer-wrong",
    as: "staff",
    path: "/ops/settings/employers/1",
    given: anEmployer,
    then: send({ penalty: "много", "day-2": "5" }),
  },
  {
    name: "ops-settings-member",
    as: "staff",
    path: "/ops/settings/staff/:id",
    ids: async (world) => ({ id: (await world.once(decided)).colleague }),
  },
  { name: "ops-employers", as: "staff", path: "/ops/employers", given: someEmployers },
  { name: "ops-employer", as: "staff", path: "/ops/employers/:id", ids: theEmployer },
  {
    name: "ops-employer-payments",
    as: "staff",
    path: "/ops/employers/:id/payments?mark=",
    ids: theEmployer,
  },
  {
    name: "ops-employer-payments-errors",
    as: "staff",
    path: "/ops/employers/:id/payments?q=Взысканова",
    ids: theEmployer,
    then: send({ order: "1507" }, "Записать поступление"),
  },
  {
    name: "ops-employer-payment",
    as: "staff",
    path: "/ops/employers/:id/payments/:payment",
    ids: theEmployersPayment,
  },
  {
    name: "ops-employer-contact",
    as: "staff",
    path: "/ops/employers/:id/contacts",
    ids: theEmployer,
    then: send({
      name: "Кадрова Ольга Тестовна",
      email: "kadrova@sever.example",
      reason: "Письмо кадров от 12 мая, № 41",
    }, "Проверить"),
  },
  {
    name: "ops-employer-contact-wrong",
    as: "staff",
    path: "/ops/employers/:id/contacts",
    ids: theEmployer,
    then: send({ name: "", email: "hr@" }, "Проверить"),
  },
  {
    name: "ops-employer-contact-end",
    as: "staff",
    path: "/ops/employers/:id/contacts/:contact",
    ids: theContact,
  },
  {
    name: "ops-employer-contact-end-wrong",
    as: "staff",
    path: "/ops/employers/:id/contacts/:contact",
    ids: theContact,
    then: send({}, "Убрать контакт"),
  },
  {
    name: "ops-registration",
    as: "staff",
    path: "/ops/registrations/:id",
    ids: theRegistration,
  },
  {
    name: "ops-registration-wrong",
    as: "staff",
    path: "/ops/registrations/:id",
    ids: theRegistration,
    then: send({}, "Отказать"),
  },
  {
    name: "ops-settings-staff-end",
    as: "staff",
    path: "/ops/settings/staff/:id/end",
    ids: async (world) => ({ id: (await world.once(decided)).colleague }),
    then: send({}, "Закрыть доступ"),
  },
  {
    name: "ops-settings-employer-contacts",
    as: "staff",
    path: "/ops/settings/employers/:id",
    ids: theEmployer,
  },
  {
    name: "ops-calendar-preview",
    as: "staff",
    path: "/ops/calendar/preview?year=2026&scope=federal&off=2026-12-30&working=&source=1",
  },
  { name: "ops-publish", as: "staff", path: "/ops/invoices/publish?through=2026-10-31" },
  ...(["defaults", "recovery", "calls", "registrations", "notices"] as const).map((list) => ({
    name: `ops-list-${list}`,
    as: "staff" as const,
    path: `/ops/lists/${list}`,
    given: someEmployers,
  })),
  { name: "ops-list-none-found", as: "staff", path: "/ops/lists/notices?who=Никто" },
  { name: "ops-settings-rates", as: "staff", path: "/ops/settings/rates" },
  { name: "ops-settings-rates-wrong", as: "staff", path: "/ops/settings/rates", then: send() },
  { name: "ops-journal-wrong", as: "staff", path: "/ops/journal?from=31.02.2026&person=я" },
];

/** Employers come with their people; the first one is the first employer's. */
async function anEmployer(world: World): Promise<() => Promise<void>> {
  await world.person("healthy");
  return () => Promise.resolve();
}

async function someEmployers(world: World): Promise<() => Promise<void>> {
  await world.once(employersOf);
  await world.once(decided);
  return () => Promise.resolve();
}

async function theEmployer(world: World) {
  return { id: (await world.once(employersOf)).employerId };
}

async function theContact(world: World): Promise<{ id: number; contact: number }> {
  const { employerId } = await world.once(employersOf);
  const [contact] = await world.site.sql<{ id: number }[]>`
    select id from employer_contacts where employer_id = ${employerId} and ended_at is null
    order by id limit 1`;
  return { id: employerId, contact: contact!.id };
}

async function theRegistration(world: World): Promise<{ id: number }> {
  await world.person("healthy");
  return { id: await world.once(awaitingRegistration) };
}

/** Of somebody whose phone is not the roster's. */
async function awaitingRegistration({ sql, clock }: TestSite): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into registrations (person_id, phone, email, agreement_id, personal_data_id, state,
                               requested_at, confirmed_at)
    select min(id), '9005550077', 'konstantinopolskaya-preobrazhenskaya@fifth.test', 1, 2,
           'awaiting_staff', ${clock.now()}, ${clock.now()} from people
    returning id`;
  return row!.id;
}

async function theEmployersPayment(world: World): Promise<{ id: number; payment: number }> {
  const { employerId, paymentId } = await world.once(employersOf);
  return { id: employerId, payment: paymentId };
}

/** A file that changes a few lines and clinics. */
async function checkProgramme(page: Page): Promise<void> {
  await page.getByLabel("Программа").selectOption("Стандарт");
  const rows = [
    "Оплата;Услуга;Пояснение",
    "оплачено;Приемы врачей;По направлению терапевта",
    "по согласованию;Массаж;До десяти сеансов",
  ];
  const buffer = Buffer.from(rows.join("\r\n"), "utf8");
  await page.getByLabel("Файл xlsx или csv")
    .setInputFiles({ name: "Программа.csv", mimeType: "text/csv", buffer });
  await Promise.all([
    page.waitForEvent("load"),
    page.getByRole("button", { name: "Посмотреть, что изменится" }).click(),
  ]);
}
