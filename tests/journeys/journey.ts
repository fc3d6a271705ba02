import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import * as xlsx from "xlsx";
import { systemClock } from "../../clock.ts";
import { latestCalendar } from "../../db/calendars.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import { type Calendar, calendarOf, describeDayOff } from "../../domain/calendar.ts";
import { dueDate } from "../../domain/invoice.ts";
import {
  addDays,
  type LocalDate,
  localDate,
  localDateOf,
  parseLocalDate,
  readRussianDate,
} from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks, kopecks, parseRoubles, sum } from "../../domain/money.ts";
import { formatPhone, type Phone } from "../../domain/phone.ts";
import { dayAndYear, formatDate, numbered, shortDate } from "../../domain/russian.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";
import { workflowId } from "../../workflows/contract.ts";
import { launchBrowser } from "../harness/browser.ts";
import { type Product, startProduct } from "../harness/product.ts";
import { CLINIC, EMPLOYER, expectedOf } from "../samples/story.ts";
import { accessibilityTroubles, takePictures } from "./looks.ts";
import { assertSays, plain, refreshUntil, says } from "./page_text.ts";
import { rosterInForce, sampleFile } from "./sent_files.ts";

const ZONE = "Asia/Yekaterinburg";
const REGION = "RU-BA";
const PAPER_CONSENT = localDate("2026-09-01");
const STAFF = "olga@insurer.test";

interface Insured {
  surname: string;
  name: string;
  patronymic: string;
  birth: { day: string; month: string; year: string };
  policy: string;
  phone: Phone;
  email: string;
}

/** Has not consented yet, and does so in the cabinet. */
const NEWCOMER: Insured = {
  surname: "Макетова",
  name: "Диана",
  patronymic: "Тестовна",
  birth: { day: "3", month: "7", year: "1985" },
  policy: "7701/346/001001",
  phone: "9005550001" as Phone,
  email: "newcomer@fifth.test",
};

/** Consented on paper, was treated, and pays. */
const PATIENT: Insured = {
  surname: "Тестова",
  name: "Диана",
  patronymic: "Тестовна",
  birth: { day: "1", month: "12", year: "1980" },
  policy: "7701/128/001031",
  phone: "9005550031" as Phone,
  email: "patient@fifth.test",
};

export interface JourneyOptions {
  /** Whether the browser runs the pages' script. */
  script: "on" | "off";
}

/** Opens an empty product and a browser: `await using journey = await beginJourney({ script: "on" });` */
export async function beginJourney(options: JourneyOptions): Promise<Journey> {
  await using stack = new AsyncDisposableStack();
  const product = stack.use(await startProduct());
  const browser = stack.use(await launchBrowser());
  const { data } = await latestCalendar(product.sql);
  const journey = new Journey({ product, browser, calendar: calendarOf(data, REGION), ...options });
  const parts = stack.move();
  return Object.assign(journey, { [Symbol.asyncDispose]: () => parts.disposeAsync() });
}

interface World extends JourneyOptions {
  product: Product;
  browser: Browser;
  calendar: Calendar;
}

/** The steps of the main job; each is a sentence about one person. */
export class Journey implements AsyncDisposable {
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #world: World;
  readonly #contexts = new Map<string, BrowserContext>();
  readonly #troubles: string[] = [];
  #pictures = 0;
  #staff!: Page;
  #newcomer!: Page;
  #patient!: Page;

  constructor(world: World) {
    this.#world = world;
  }

  // Staff

  async givenStaffLogInWithTheCodeFromTheirMailbox(): Promise<void> {
    const { product } = this.#world;
    await insertStaff(product.sql, {
      email: STAFF,
      name: "Ольга Сотрудница",
      role: "operator",
      at: systemClock.now(),
    });
    const page = this.#staff = await this.#open("staff", "/ops");
    await this.#look(page, "ops-login");
    await page.getByLabel("Рабочая почта").fill(STAFF);
    await page.getByRole("button", { name: "Отправить" }).click();
    await this.#look(page, "ops-code");
    await this.#sendTheCode(page, await this.#codeFromMailbox(STAFF));
    await page.getByRole("heading", { name: "Файлы", exact: true }).waitFor();
    await this.#look(page, "ops-empty");
  }

  async whenStaffUploadTheRoster(): Promise<void> {
    const page = this.#staff;
    await page.goto(this.#url("/ops"));
    await page.getByLabel("Работодатель").fill(EMPLOYER);
    await page.getByLabel("Календарь праздников").selectOption(REGION);
    await page.locator("#rosterFile").setInputFiles(rosterInForce(this.#today()));
    await page.getByRole("button", { name: "Загрузить список" }).click();
    await refreshUntil(page, page.getByText("Проверен", { exact: true }));
    assertSays(await says(page), "Отказано 0");
    await this.#look(page, "ops-roster");
    const [known] = await this.#world.product.sql`
      select count(*) as people, min(region) as region
      from people p join employers e on e.id = p.employer_id`;
    assert.deepEqual(known, { people: 40, region: REGION });
  }

  async whenConsentsGivenOnPaperAreCarriedOver(): Promise<void> {
    const { product } = this.#world;
    const policies = await product.sql<{ number: string }[]>`select number from policies`;
    const lines = policies.filter(({ number }) => number !== NEWCOMER.policy)
      .map(({ number }) => `${number};${PAPER_CONSENT};бумага`);
    const file = await Deno.makeTempFile({ suffix: ".csv" });
    writeFileSync(file, `Номер полиса;Дата согласия;Источник\n${lines.join("\n")}\n`);
    const run = await product.load("activations", file, "--as-of", "2026-10-20", "--json");
    await Deno.remove(file);
    assert.equal(run.code, 0, run.stderr);
    const { accepted, rejected } = JSON.parse(run.stdout);
    assert.deepEqual({ accepted, rejected }, { accepted: lines.length, rejected: {} });
  }

  async whenStaffUploadTheRegister(name: string): Promise<void> {
    const page = this.#staff;
    await page.goto(this.#url("/ops"));
    await page.getByLabel("Клиника").fill(CLINIC);
    await page.locator("#registerFile").setInputFiles(sampleFile(name));
    await page.getByRole("button", { name: "Загрузить реестр" }).click();
    await refreshUntil(page, page.getByText("Проверен", { exact: true }));
    const expected = expectedOf(name);
    assertSays(await says(page), `Принято ${expected.accepted}`, "Отказано 0", "Удержано 0");
    await this.#look(page, "ops-register");
  }

  async whenStaffPublishInvoicesOf(name: string): Promise<void> {
    const page = this.#staff;
    const amounts = Object.values(expectedOf(name).franchise_kopecks_by_policy).map(kopecks);
    await page.goto(this.#url("/ops/invoices"));
    await this.#look(page, "ops-invoices");
    const [year, month, day] = this.#today().split("-") as [string, string, string];
    await page.getByRole("textbox", { name: "День" }).fill(day);
    await page.getByRole("textbox", { name: "Месяц" }).fill(month);
    await page.getByRole("textbox", { name: "Год" }).fill(year);
    await page.getByRole("button", { name: "Проверить" }).click();
    assertSays(await says(page), `${amounts.length} счет`, formatRoubles(sum(amounts)));
    await this.#look(page, "ops-publish");
    await page.getByRole("button", { name: "Выставить счета" }).click();
    await page.getByRole("heading", { name: "Счета выставляются" }).or(
      page.getByText("Счета выставляются"),
    ).first().waitFor();
    await refreshUntil(page, page.getByText("Ничего не ждет"));
    await this.#look(page, "ops-published");
  }

  // The newcomer

  async whenTheNewcomerRegisters(): Promise<void> {
    this.#newcomer = await this.#open("newcomer", "/");
    await this.#look(this.#newcomer, "start");
    await this.#register(this.#newcomer, NEWCOMER);
    assertSays(await says(this.#newcomer), "Регистрация закончена", "Не активирован");
  }

  async whenTheNewcomerActivatesTheFranchise(): Promise<void> {
    const page = this.#newcomer;
    await page.getByRole("link", { name: "Мои полисы" }).click();
    assertSays(await says(page), `№ ${NEWCOMER.policy}`, "Услуга 1 000", "200");
    await this.#look(page, "policies");
    await page.getByRole("button", { name: "Отправить" }).click();
    assert.match(await page.title(), /^Ошибка: Мои полисы/);
    await this.#look(page, "policies-error");
    await page.getByRole("checkbox", { name: "Я подтверждаю и даю согласие" }).check();
    await page.getByRole("button", { name: "Отправить" }).click();
  }

  async thenServiceOpensOnTheNextWorkingDayAndThePageSaysWhy(): Promise<void> {
    const page = this.#newcomer;
    const { sql } = this.#world.product;
    const [franchise] = await sql<{ id: number; consentedOn: LocalDate; activeFrom: LocalDate }[]>`
      select f.id, consented_on as "consentedOn", active_from as "activeFrom"
      from franchises f join policies p on p.id = f.policy_id where number = ${NEWCOMER.policy}`;
    const { id, consentedOn, activeFrom } = franchise!;
    assert.ok(
      [this.#today(), addDays(this.#today(), -1)].includes(consentedOn),
      "consent is of today",
    );
    const expected = nextWorkingDay(this.#world.calendar, consentedOn);
    assert.equal(activeFrom, expected.date);
    assertSays(
      await says(page),
      `Обслуживание откроется с ${formatDate(activeFrom)}`,
      "со следующего рабочего дня",
      ...expected.skipped.map(describeDayOff),
    );
    await this.#look(page, "policies-activated");
    await this.#untilWorkflowRuns(workflowId.franchise(id));
    const [waiting] = await sql`select activated_at from franchises where id = ${id}`;
    assert.equal(waiting!.activated_at, null, "its day has not come yet");
  }

  async thenTheNewcomerHasNoInvoices(): Promise<void> {
    await this.#newcomer.getByRole("link", { name: "Мои счета" }).first().click();
    assertSays(await says(this.#newcomer), "Счетов нет", "пришлем СМС");
    await this.#look(this.#newcomer, "invoices-empty");
  }

  // The patient

  async whenThePatientRegisters(): Promise<void> {
    this.#patient = await this.#open("patient", "/");
    await this.#register(this.#patient, PATIENT);
    const activeFrom = nextWorkingDay(this.#world.calendar, PAPER_CONSENT).date;
    assertSays(await says(this.#patient), `Обслуживание открыто с ${formatDate(activeFrom)}`);
    await this.#look(this.#patient, "policies-open");
  }

  async thenThePatientsFranchiseHasBeenActivated(): Promise<void> {
    const { sql } = this.#world.product;
    for (let tries = 0; tries < 150; tries++) {
      const [row] = await sql`
        select activated_at from franchises f join policies p on p.id = f.policy_id
        where p.number = ${PATIENT.policy}`;
      if (row?.activated_at) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error("The workflow did not activate the franchise");
  }

  async thenTheAccrualSmsIsOnThePatientsPhone(register: string): Promise<void> {
    const { number, owed, dueOn } = await this.#invoiceOf(register);
    const page = await this.#openPhone("patient", PATIENT.phone);
    const text = `Новый счет ${numbered(number)}: ${formatRoubles(owed)}. ` +
      `Оплатите до ${shortDate(dueOn, { today: this.#today() })}.`;
    await refreshUntil(page, page.getByText(text));
    const [sms] = this.#world.product.sandbox.sms(PATIENT.phone)
      .filter((message) => message.text.includes(numbered(number)));
    assert.ok(sms!.text.includes(`${this.#world.product.url}/invoices/${number}`));
    for (const { clinic, service } of linesOf(register)) {
      assert.ok(!sms!.text.includes(clinic) && !sms!.text.includes(service), "a medical secret");
    }
    await takePictures(page, this.#pictureName("phone"));
    await page.close();
  }

  async thenThePatientSeesTheInvoicesOf(...registers: string[]): Promise<void> {
    const page = this.#patient;
    await page.getByRole("link", { name: "Мои счета" }).first().click();
    const invoices = await Promise.all(registers.map((register) => this.#invoiceOf(register)));
    const total = sum(invoices.map((invoice) => invoice.owed));
    const today = this.#today();
    assertSays(await says(page), formatRoubles(total), "Ближайший срок");
    for (const { number, owed, dueOn } of invoices) {
      const row = page.getByRole("row").filter({ hasText: plain(numbered(number)) });
      assertSays(await says(row), `Счет ${numbered(number)}`, formatRoubles(owed), "К оплате");
      assertSays(await says(page), shortDate(dueOn, { today }));
    }
    await this.#look(page, "invoices");
  }

  async whenThePatientOpensTheInvoiceOf(register: string): Promise<void> {
    const { number } = await this.#invoiceOf(register);
    await this.#patient.getByRole("link", { name: `Счет ${numbered(number)}`, exact: true })
      .click();
    await this.#patient.waitForURL(`**/invoices/${number}`);
    if (this.#world.script === "off") return;
    // With script it opens over the list first.
    const dialog = this.#patient.getByRole("dialog");
    assertSays(await says(dialog), `Счет ${numbered(number)}`, "Почему столько");
    await this.#look(this.#patient, "invoice-window");
    await dialog.getByRole("link", { name: "Открыть страницу счета" }).click();
    await dialog.waitFor({ state: "detached" });
  }

  async thenEveryLineAndEveryDayIsExplained(register: string): Promise<void> {
    const page = this.#patient;
    const { owed, publishedOn, dueOn } = await this.#invoiceOf(register);
    const today = this.#today();
    const lines = linesOf(register);
    const cost = sum(lines.map((line) => line.cost));
    assertSays(
      await says(page),
      formatRoubles(owed),
      `Оплатите до ${shortDate(dueOn, { today })}`,
      "30 рабочих дней",
      "Почему столько",
      formatRoubles(cost),
      ...lines.flatMap((line) => [line.service, formatRoubles(line.cost)]),
      `Почему до ${dayAndYear(dueOn, today)}`,
      `Счет выставлен ${dayAndYear(publishedOn, today)}`,
      "Что будет, если не оплатить",
    );
    const calendar = page.getByRole("table").filter({ hasText: "пн" });
    assertSays(await says(calendar), "30");
    await this.#look(page, "invoice");
  }

  async thenTheFileHasRealDatesAndNumbers(register: string): Promise<void> {
    const { number, owed, publishedOn, dueOn } = await this.#invoiceOf(register);
    const [download] = await Promise.all([
      this.#patient.waitForEvent("download"),
      this.#patient.getByRole("link", { name: "Файл (xlsx)" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `Счет № ${number}.xlsx`);
    const book = xlsx.read(readFileSync(await download.path()), { cellDates: true });
    const sheet = book.Sheets[book.SheetNames[0]!]!;
    assert.equal(dayOf(sheet["B2"]), publishedOn);
    assert.equal(dayOf(sheet["B3"]), dueOn);
    const lines = linesOf(register);
    const rows = lines.map((_, i) => i + 7);
    const sorted = (values: unknown[]) => values.map(String).sort();
    assert.deepEqual(
      sorted(rows.map((row) => dayOf(sheet[`A${row}`]))),
      sorted(lines.map((line) => line.date)),
    );
    for (const column of ["E", "F", "G", "H", "I"]) {
      for (const row of rows) assert.equal(sheet[`${column}${row}`].t, "n", `${column}${row}`);
    }
    const inKopecks = (cell: string) => kopecks(Math.round(sheet[cell].v * 100));
    const totals = 7 + lines.length;
    assert.equal(sum(rows.map((row) => inKopecks(`G${row}`))), sum(lines.map((line) => line.cost)));
    assert.equal(sum(rows.map((row) => inKopecks(`I${row}`))), owed);
    assert.equal(sheet[`A${totals}`].v, "Итого");
    assert.equal(inKopecks(`I${totals}`), owed);
  }

  async whenThePatientChoosesNothing(): Promise<void> {
    await this.#patient.goto(this.#url("/invoices"));
    await this.#patient.getByRole("button", { name: "Оплатить выбранные" }).click();
    assertSays(await says(this.#patient), "Выберите хотя бы один счет");
    await this.#look(this.#patient, "invoices-error");
  }

  async whenThePatientChoosesTheInvoicesOf(...registers: string[]): Promise<void> {
    const page = this.#patient;
    await page.goto(this.#url("/invoices"));
    const invoices = await Promise.all(registers.map((register) => this.#invoiceOf(register)));
    for (const { number } of invoices) {
      await page.getByRole("checkbox", { name: `Выбрать ${plain(numbered(number))}` }).check();
    }
    const total = formatRoubles(sum(invoices.map((invoice) => invoice.owed)));
    const bar = this.#world.script === "on"
      ? `Выбрано ${invoices.length} · ${total}`
      : "Сумму покажем перед оплатой";
    await page.getByText(bar).waitFor();
    await this.#look(page, "invoices-chosen");
    await page.getByRole("button", { name: "Оплатить выбранные" }).click();
  }

  async thenTheSumIsShownBeforePayment(...registers: string[]): Promise<void> {
    const page = this.#patient;
    const invoices = await Promise.all(registers.map((register) => this.#invoiceOf(register)));
    const total = formatRoubles(sum(invoices.map((invoice) => invoice.owed)));
    assertSays(
      await says(page),
      "Проверьте и оплатите",
      total,
      ...invoices.map(({ number }) => `Счет ${numbered(number)}`),
      PATIENT.email,
    );
    await this.#look(page, "pay");
  }

  async whenThePatientDeclinesOnTheBanksPage(): Promise<void> {
    await this.#decideAtTheBank("Отказаться");
  }

  async thenNothingWasPaid(): Promise<void> {
    const page = this.#patient;
    await this.#untilShown(page, page.getByRole("heading", { name: "Платеж не прошел" }));
    assertSays(await says(page), "Деньги не списаны");
    await this.#look(page, "canceled");
  }

  async whenThePatientPaysOnTheBanksPage(): Promise<void> {
    await this.#decideAtTheBank("Оплатить");
  }

  async #decideAtTheBank(button: string): Promise<void> {
    const page = this.#patient;
    await page.getByRole("button", { name: /^Оплатить/ }).click();
    await page.waitForURL(`${this.#world.product.sandbox.url}/bank/pay/*`);
    await takePictures(page, this.#pictureName("bank"));
    await page.getByRole("button", { name: button, exact: true }).click();
    await page.waitForURL(this.#url("/payments/*"));
  }

  async thenThePaymentIsSettled(...registers: string[]): Promise<void> {
    const page = this.#patient;
    const invoices = await Promise.all(registers.map((register) => this.#invoiceOf(register)));
    const total = formatRoubles(sum(invoices.map((invoice) => invoice.total)));
    await this.#untilShown(page, page.getByRole("heading", { name: `Оплачено ${plain(total)}` }));
    await this.#look(page, "paid");
    for (const { number } of invoices) {
      const { owed } = await this.#invoiceNumbered(number);
      assert.equal(owed, 0);
    }
  }

  async thenTheInvoicesArePaidCannotBeChosenAndStillOpen(...registers: string[]): Promise<void> {
    const page = this.#patient;
    await page.getByRole("link", { name: "Мои счета" }).first().click();
    assert.equal(await page.getByRole("checkbox").count(), 0);
    assert.equal(await page.getByRole("button", { name: /^Оплатить/ }).count(), 0);
    for (const register of registers) {
      const { number, total } = await this.#invoiceOf(register);
      const row = page.getByRole("row").filter({ hasText: plain(numbered(number)) });
      assertSays(await says(row), "Оплачен", formatRoubles(total));
    }
    await this.#look(page, "invoices-paid");
    const [register = ""] = registers;
    await this.whenThePatientOpensTheInvoiceOf(register);
    const lines = linesOf(register).map((line) => line.service);
    assertSays(await says(page), "Оплачен", "Почему столько", ...lines);
    assert.equal(await page.getByRole("button", { name: /^Оплатить/ }).count(), 0);
    await this.#look(page, "invoice-paid");
  }

  async thenPaidInvoicesAreNotTakenAgain(...registers: string[]): Promise<void> {
    const page = this.#patient;
    const invoices = await Promise.all(registers.map((register) => this.#invoiceOf(register)));
    const query = invoices.map(({ number }) => `invoice=${number}`).join("&");
    await page.goto(this.#url(`/invoices/pay?${query}`));
    assert.equal(page.url(), this.#url("/invoices"));
  }

  async whenThePatientLogsOutAndInAgain(): Promise<void> {
    const page = this.#patient;
    await page.getByRole("button", { name: "Выйти" }).click();
    await page.getByRole("heading", { name: "Авторизация" }).waitFor();
    await this.#look(page, "login");
    await page.getByLabel("Номер телефона").fill(formatPhone(PATIENT.phone));
    await page.getByRole("button", { name: "Отправить" }).click();
    await this.#typeTheCode(page, PATIENT);
    await page.getByRole("heading", { name: "Мои полисы" }).waitFor();
  }

  async whenThePatientLooksRound(): Promise<void> {
    for (
      const path of ["/profile", "/documents", "/documents/user_agreement/1", "/help", "/contacts"]
    ) {
      await this.#patient.goto(this.#url(path));
      await this.#look(this.#patient, path.slice(1).replaceAll("/", "-"));
    }
  }

  async whenStaffLookRound(): Promise<void> {
    const page = this.#staff;
    await page.goto(this.#url("/ops"));
    await this.#look(page, "ops-files");
    await page.goto(this.#url("/ops/registrations"));
    await this.#look(page, "ops-registrations");
    await page.goto(this.#url("/ops/people"));
    await page.getByLabel("ФИО или номер полиса").fill(PATIENT.policy);
    await page.getByRole("button", { name: "Найти" }).click();
    await this.#look(page, "ops-people");
    await page.getByRole("link", { name: PATIENT.surname }).click();
    await page.getByRole("heading", { name: PATIENT.surname }).first().waitFor();
    assertSays(await says(page), "Оплачен", "Новый счет", "Платеж не прошел", "Оплата принята");
    await this.#look(page, "ops-person");
  }

  /** No page broke in the browser, and axe found nothing on any of them. */
  thenNoPageGaveTrouble(): void {
    assert.equal(this.#troubles.join("\n"), "");
  }

  // What the steps are made of

  async #register(page: Page, insured: Insured): Promise<void> {
    await page.getByRole("link", { name: "Регистрация" }).first().click();
    await this.#look(page, "register");
    await page.getByRole("textbox", { name: "Фамилия" }).fill(insured.surname);
    await page.getByRole("textbox", { name: /^Имя/ }).fill(insured.name);
    await page.getByRole("textbox", { name: "Отчество" }).fill(insured.patronymic);
    await page.getByRole("textbox", { name: "День" }).fill(insured.birth.day);
    await page.getByRole("textbox", { name: "Месяц" }).fill(insured.birth.month);
    await page.getByRole("textbox", { name: "Год" }).fill(insured.birth.year);
    await page.getByRole("textbox", { name: /^Номер полиса/ }).fill(insured.policy);
    await page.getByRole("textbox", { name: "Номер телефона" }).fill(insured.phone);
    await page.getByRole("textbox", { name: "Электронная почта" }).fill(insured.email);
    await page.getByRole("checkbox", { name: "соглашение" }).check();
    await page.getByRole("button", { name: "Отправить" }).click();
    assertSays(
      await says(page),
      "Без согласия на обработку персональных данных не откроем кабинет",
    );
    await this.#look(page, "register-error");
    await page.getByRole("checkbox", { name: "персональных данных" }).check();
    await page.getByRole("button", { name: "Отправить" }).click();
    await this.#typeTheCode(page, insured);
    await page.getByRole("heading", { name: "Мои полисы" }).waitFor();
  }

  async #typeTheCode(page: Page, { phone }: Insured): Promise<void> {
    await page.getByRole("heading", { name: "Код из СМС" }).waitFor();
    assertSays(await says(page), formatPhone(phone), "5 минут");
    await this.#look(page, "code");
    await this.#sendTheCode(page, await this.#codeFromPhone(phone));
  }

  /** With script a whole code goes by itself. */
  async #sendTheCode(page: Page, code: string): Promise<void> {
    await page.getByRole("textbox", { name: "Код" }).fill(code);
    if (this.#world.script === "off") await page.getByRole("button", { name: "Войти" }).click();
  }

  readonly #readMessages = new Map<string, number>();

  /** Reads the newest message that was not read yet, on the sandbox's phone page. */
  async #codeFromPhone(phone: Phone): Promise<string> {
    const page = await this.#openPhone(`phone ${phone}`, phone);
    const codes = page.getByText(/Код для входа в кабинет/);
    const code = await this.#newestCode(page, codes, phone);
    await page.close();
    return code;
  }

  async #codeFromMailbox(address: string): Promise<string> {
    const context = await this.#context("mailbox");
    const page = await context.newPage();
    await page.goto(`${this.#world.product.sandbox.url}/mail/${encodeURIComponent(address)}`);
    const code = await this.#newestCode(page, page.getByText(/Код для входа сотрудника/), address);
    await page.close();
    return code;
  }

  async #newestCode(page: Page, codes: Locator, place: string): Promise<string> {
    const read = this.#readMessages.get(place) ?? 0;
    await refreshUntil(page, codes.nth(read));
    this.#readMessages.set(place, await codes.count());
    const text = await codes.first().innerText();
    return /\b\d{6}\b/.exec(text)![0];
  }

  async #openPhone(who: string, phone: Phone): Promise<Page> {
    const page = await (await this.#context(who)).newPage();
    await page.goto(`${this.#world.product.sandbox.url}/phone/${phone}`);
    return page;
  }

  async #open(who: string, path: string): Promise<Page> {
    const page = await (await this.#context(who)).newPage();
    page.on("pageerror", (error) => this.#troubles.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      const expected = message.text().includes("status of 422");
      if (message.type() === "error" && !expected) {
        this.#troubles.push(`${page.url()}: ${message.text()}`);
      }
    });
    await page.goto(this.#url(path));
    return page;
  }

  async #context(who: string): Promise<BrowserContext> {
    const known = this.#contexts.get(who);
    if (known) return known;
    const context = await this.#world.browser.newContext({
      javaScriptEnabled: this.#world.script === "on",
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
      locale: "ru-RU",
    });
    this.#contexts.set(who, context);
    return context;
  }

  /** With script the page changes by itself. */
  async #untilShown(page: Page, sought: Locator): Promise<void> {
    if (this.#world.script === "on") await sought.waitFor({ timeout: 45_000 });
    else await refreshUntil(page, sought);
  }

  async #look(page: Page, name: string): Promise<void> {
    await takePictures(page, this.#pictureName(name));
    if (this.#world.script === "on") this.#troubles.push(...await accessibilityTroubles(page));
  }

  #pictureName(name: string): string {
    const number = String(++this.#pictures).padStart(2, "0");
    return `${this.#world.script === "on" ? "journey" : "plain"}-${number}-${name}`;
  }

  async #untilWorkflowRuns(id: string): Promise<void> {
    const connection = await this.#world.product.temporal.connect();
    try {
      for (let tries = 0;; tries++) {
        try {
          const described = await connection.workflowService.describeWorkflowExecution({
            namespace: "default",
            execution: { workflowId: id },
          });
          const ended = described.workflowExecutionInfo?.closeTime ?? null;
          assert.equal(ended, null, `${id} has ended`);
          return;
        } catch (error) {
          if (tries > 200 || error instanceof assert.AssertionError) throw error;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
    } finally {
      await connection.close();
    }
  }

  /** The patient's invoice that a register led to, with what it must say. */
  async #invoiceOf(register: string): Promise<Invoice> {
    const [row] = await this.#world.product.sql<{ invoiceId: number }[]>`
      select distinct l.invoice_id as "invoiceId" from service_lines l
      join import_files f on f.id = l.file_id join policies p on p.id = l.policy_id
      where f.name = ${register} and p.number = ${PATIENT.policy} and l.invoice_id is not null`;
    if (!row) throw new Error(`${register} has led to no invoice`);
    const invoice = await this.#invoiceNumbered(row.invoiceId);
    const { franchise_kopecks_by_policy: expected } = expectedOf(register);
    assert.equal(invoice.total, expected[PATIENT.policy]);
    assert.equal(invoice.dueOn, dueDate(this.#world.calendar, invoice.publishedOn).date);
    return invoice;
  }

  async #invoiceNumbered(number: number): Promise<Invoice> {
    const [row] = await this.#world.product.sql<Invoice[]>`
      select i.id as number, i.total_kopecks as total, b.owed_kopecks as owed,
             i.published_on as "publishedOn", i.due_on as "dueOn"
      from invoices i join invoice_balances b on b.invoice_id = i.id where i.id = ${number}`;
    return row!;
  }

  #today(): LocalDate {
    return localDateOf(systemClock.now(), ZONE);
  }

  #url(path: string): string {
    return this.#world.product.url + path;
  }
}

interface Invoice {
  number: number;
  total: Kopecks;
  owed: Kopecks;
  publishedOn: LocalDate;
  dueOn: LocalDate;
}

interface Line {
  date: LocalDate;
  clinic: string;
  service: string;
  cost: Kopecks;
}

/** The patient's lines, read from the sample itself. */
function linesOf(register: string): Line[] {
  return rowsOf(register).filter((row) => row.includes(PATIENT.policy)).map((row) => ({
    date: parseLocalDate(row[4]!) ?? readRussianDate(row[4]!)!,
    clinic: CLINIC,
    service: row[6]!,
    cost: parseRoubles(row[9]!)!,
  }));
}

function rowsOf(register: string): string[][] {
  const content = readFileSync(sampleFile(register));
  if (register.endsWith(".csv")) {
    const text = new TextDecoder("windows-1251").decode(content);
    return text.split(/\r?\n/).map((line) => line.split(";"));
  }
  const book = xlsx.read(content);
  const sheet = book.Sheets[book.SheetNames[0]!]!;
  return xlsx.utils.sheet_to_json<string[]>(sheet, { header: 1, raw: false });
}

/** A cell that is a date, as its day. */
function dayOf(cell: xlsx.CellObject): string {
  assert.equal(cell.t, "d", "the cell is no date");
  return (cell.v as Date).toISOString().slice(0, 10);
}
