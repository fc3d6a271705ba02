import { parseArgs } from "node:util";
import { yookassa } from "../adapters/payment_provider/yookassa.ts";
import { fixedClock, systemClock } from "../clock.ts";
import { readConfig } from "../config.ts";
import { connect, type Sql } from "../db/connection.ts";
import { readInvoiceCase } from "../db/cases/cases.ts";
import { currentDocuments } from "../db/documents.ts";
import { latestCalendar } from "../db/calendars.ts";
import { insertStaff } from "../db/staff/staff.ts";
import { type Calendar, calendarOf } from "../domain/calendar.ts";
import type { Clock } from "../domain/clock.ts";
import { dueDate, preTrialEndsAt } from "../domain/invoice.ts";
import {
  addDays,
  atLocalTime,
  type Instant,
  type LocalDate,
  localDateOf,
} from "../domain/local_date.ts";
import { parsePhone, type Phone } from "../domain/phone.ts";
import { workingDaysBetween } from "../domain/working_days.ts";
import { activateFranchise } from "../use_cases/policies/activate_franchise.ts";
import { confirmCode } from "../use_cases/accounts/confirm_code.ts";
import { defaultInvoice } from "../use_cases/invoices/default_invoice.ts";
import { importRegister } from "../use_cases/imports/import_register.ts";
import { importRoster } from "../use_cases/imports/import_roster.ts";
import { loginCode } from "../use_cases/accounts/login_code.ts";
import { openPayment } from "../use_cases/payments/open_payment.ts";
import { nameEmployerContact } from "../use_cases/employers/name_employer_contact.ts";
import { openRecovery } from "../use_cases/invoices/open_recovery.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
import { storeFile } from "../use_cases/imports/receive_file.ts";
import { requestReport } from "../use_cases/employers/request_employer_reports.ts";
import { requestRegistration } from "../use_cases/accounts/request_registration.ts";
import { setProgramme } from "../use_cases/settings/set_programme.ts";
import { settlePayment } from "../use_cases/payments/settle_payment.ts";
import { DEMO_PEOPLE, DEMO_SERVICES, type DemoPerson, type Stage } from "./demo/people.ts";
import { DEMO_PROGRAMME, demoProgrammeFile } from "./demo/programme.ts";

const EMPLOYER = "АО «Работодатель Образец»";
const CLINIC = "ООО «Клиника Образец»";
const REGION = "RU-BA";
const ZONE = "Asia/Yekaterinburg";
/** The contract's own: the key rate of today is the insurer's to enter, and isn't invented here. */
const PENALTY_RATE_BP = 1200;

/** What is said of a demo person on the console. */
interface Introduction {
  name: string;
  phone: string;
  stage: string;
}

/**
 * Fills an empty database with invented people at every stage of a case. All of it goes through the
 * use cases that people's actions go through, under clocks set in the past; the sandbox's bank
 * takes the payments. Run it before the worker, which then catches up with every case.
 */
async function seed(): Promise<Introduction[]> {
  const config = readConfig(Deno.env.toObject());
  const sql = connect(config.databaseUrl, { max: 2, applicationName: "fifth-seed" });
  try {
    const [known] = await sql`select 1 from people limit 1`;
    if (known) {
      console.error("The database has people already: the demo data goes into an empty one only.");
      Deno.exit(2);
    }
    return await new Demo(sql, config).play();
  } finally {
    await sql.end({ timeout: 5 });
  }
}

class Demo {
  readonly #sql: Sql;
  readonly #config: ReturnType<typeof readConfig>;
  readonly #now: Instant;
  readonly #today: LocalDate;
  #calendar!: Calendar;
  #visitors = 0;
  /** The challenge whose code each person typed last, by policy number: it signs their consents. */
  readonly #signatures = new Map<string, string>();

  constructor(sql: Sql, config: ReturnType<typeof readConfig>) {
    this.#sql = sql;
    this.#config = config;
    this.#now = systemClock.now();
    this.#today = localDateOf(this.#now, ZONE);
  }

  async play(): Promise<Introduction[]> {
    const { data } = await latestCalendar(this.#sql);
    this.#calendar = calendarOf(data, REGION);
    const contracted = addDays(this.#today, -300);
    await this.#hireStaff();
    await this.#loadRoster(contracted);
    await this.#setProgramme(contracted);
    await this.#sql`update employers set penalty_rate_bp = ${PENALTY_RATE_BP}`;
    for (const person of DEMO_PEOPLE) await this.#register(person, addDays(contracted, 10));
    for (const person of DEMO_PEOPLE) await this.#activate(person, addDays(contracted, 11));
    for (const { on, stages } of this.#publications()) await this.#invoice(on, stages);
    await this.#reportToEmployer(contracted);
    return DEMO_PEOPLE.filter((person) => person.phone !== null).map((person) => ({
      name: `${person.surname} ${person.name}`,
      phone: person.phone!,
      stage: person.story,
    }));
  }

  async #hireStaff(): Promise<void> {
    const at = this.#now;
    const operator = { email: "operator@fifth.example", name: "Ольга Операторова" };
    await insertStaff(this.#sql, { ...operator, role: "operator", at });
    const admin = { email: "admin@fifth.example", name: "Адам Админов" };
    await insertStaff(this.#sql, { ...admin, role: "admin", at });
  }

  async #loadRoster(startsOn: LocalDate): Promise<void> {
    const header = "Табельный №;№ полиса;Фамилия;Имя;Отчество;Дата рождения;Пол;Телефон;E-mail;" +
      "Программа;Франшиза, %;Начало;Окончание;Полис законного представителя";
    const endsOn = addDays(startsOn, 364);
    const rows = DEMO_PEOPLE.map((person, i) =>
      [
        String(8001 + i),
        person.number,
        person.surname,
        person.name,
        person.patronymic,
        person.birthDate,
        person.sex,
        person.phone ?? "",
        emailOf(person) ?? "",
        DEMO_PROGRAMME,
        "20",
        startsOn,
        endsOn,
        person.representative ?? "",
      ].join(";")
    );
    const clock = this.#at(startsOn, "09:00");
    const stored = await storeFile(this.#sql, clock, {
      kind: "roster",
      employer: EMPLOYER,
      region: REGION,
      name: "roster.csv",
      content: new TextEncoder().encode([header, ...rows].join("\n")),
      uploadedBy: null,
    });
    if (!stored.ok) throw new Error(`The demo roster was not taken: ${stored.reason}`);
    const imported = await importRoster(this.#sql, clock, { fileId: stored.file.id });
    if (!imported.ok || imported.refused.length > 0) {
      throw new Error("The demo roster has refused rows", { cause: imported });
    }
  }

  async #setProgramme(on: LocalDate): Promise<void> {
    const set = await setProgramme(this.#sql, this.#at(on, "09:30"), {
      name: DEMO_PROGRAMME,
      file: demoProgrammeFile(),
      actor: { name: "command_line", ip: null },
    });
    if (!set.ok) throw new Error("The demo programme was not taken", { cause: set });
  }

  async #register(person: DemoPerson, on: LocalDate): Promise<void> {
    if (person.stage === "not_registered" || person.stage === "child") return;
    const late = person.stage === "awaiting_staff" || person.stage === "waiting";
    const clock = late ? fixedClock(this.#now) : this.#at(on, "19:30");
    const [year = "", month = "", day = ""] = person.birthDate.split("-");
    // Each from an address of its own: codes are limited per address.
    const ip = `127.0.1.${++this.#visitors}`;
    const asked = await requestRegistration(this.#sql, clock, {
      form: {
        surname: person.surname,
        name: person.name,
        patronymic: person.patronymic,
        birthDay: day,
        birthMonth: month,
        birthYear: year,
        policyNumber: person.number,
        personnelNumber: "",
        phone: person.phone ?? "9005551002",
        email: emailOf(person)!,
      },
      accepted: new Set(["user_agreement", "personal_data"]),
      ip,
      userAgent: "demo",
    });
    if (!asked.ok) throw new Error(`${person.number} could not register`, { cause: asked });
    this.#signatures.set(person.number, asked.challengeId);
    const code = await loginCode(this.#config.serverKey, asked.challengeId);
    const confirmed = await confirmCode(this.#sql, clock, this.#config.serverKey, {
      challengeId: asked.challengeId,
      code,
      ip,
      userAgent: "demo",
    });
    if (!confirmed.ok && confirmed.reason !== "awaiting_staff") {
      throw new Error(`${person.number} could not confirm the code`, { cause: confirmed });
    }
  }

  async #activate(person: DemoPerson, on: LocalDate): Promise<void> {
    const { stage } = person;
    if (stage === "not_registered" || stage === "awaiting_staff" || stage === "not_activated") {
      return;
    }
    const clock = stage === "waiting" ? fixedClock(this.#now) : this.#at(on, "20:10");
    const payer = person.representative ?? person.number;
    const terms = (await currentDocuments(this.#sql, this.#today)).franchise_terms;
    const activated = await activateFranchise(this.#sql, clock, {
      policyId: await this.#policyId(person.number),
      givenBy: await this.#personId(payer),
      documentId: terms.id,
      source: "web",
      challengeId: this.#signatures.get(payer) ?? null,
      phone: DEMO_PEOPLE.find(({ number }) => number === payer)!.phone,
      ip: "127.0.1.1",
      userAgent: "demo",
    });
    if (!activated.ok) throw new Error(`${person.number} could not activate`, { cause: activated });
  }

  /** When invoices were published, oldest first, and for whom. */
  #publications(): { on: LocalDate; stages: Stage[] }[] {
    return [
      { on: this.#workingDayBefore(120), stages: ["paid"] },
      { on: this.#dayWithTermEnding(-45), stages: ["recovery"] },
      { on: this.#dayWithTermEnding(-20), stages: ["restored"] },
      { on: this.#dayWithTermEnding(-6), stages: ["overdue"] },
      { on: this.#dayWithTermEnding(3), stages: ["due_soon", "several"] },
      { on: this.#workingDayBefore(20), stages: ["paid", "several", "child"] },
      { on: this.#workingDayBefore(3), stages: ["new", "several"] },
    ];
  }

  /** Loads a register of services rendered five weeks before, publishes, and takes the payments. */
  async #invoice(on: LocalDate, stages: Stage[]): Promise<void> {
    const people = DEMO_PEOPLE.filter(({ stage }) => stages.includes(stage));
    const servedOn = addDays(on, -35);
    const header = "№ п/п;№ полиса;ФИО пациента;Дата услуги;Код услуги;Наименование услуги;" +
      "Кол-во;Цена, руб.;Стоимость, руб.";
    let row = 0;
    const rows = people.flatMap((person, i) =>
      [0, 1, 2].slice(0, 1 + (i + stages.length) % 3).map((n) => {
        const service = DEMO_SERVICES[(i + n + stages.length) % DEMO_SERVICES.length]!;
        const name = `${person.surname} ${person.name} ${person.patronymic}`;
        return [++row, person.number, name, addDays(servedOn, n), service.code, service.name]
          .concat([n === 1 ? "2" : "1", service.price, ""]).join(";");
      })
    );
    const clock = this.#at(on, "10:00");
    const stored = await storeFile(this.#sql, clock, {
      kind: "register",
      clinic: CLINIC,
      name: `register-${on}.csv`,
      content: new TextEncoder().encode([header, ...rows].join("\n")),
      uploadedBy: null,
    });
    if (!stored.ok) throw new Error(`The demo register was not taken: ${stored.reason}`);
    const imported = await importRegister(this.#sql, clock, { fileId: stored.file.id });
    if (!imported.ok || imported.refused.length > 0 || imported.held.length > 0) {
      throw new Error(`The demo register of ${on} has refused or held rows`, { cause: imported });
    }
    await publishInvoices(this.#sql, this.#at(on, "11:00"), { through: addDays(on, -1) });
    for (const person of people) await this.#liveOn(person, on);
  }

  /** What became of the invoice published on that day, as far as it is not the worker's to do. */
  async #liveOn(person: DemoPerson, on: LocalDate): Promise<void> {
    if (person.stage === "paid") return await this.#pay(person, addDays(on, 9));
    if (!["overdue", "recovery", "restored"].includes(person.stage)) return;
    const [invoiceId] = await this.#unpaid(person);
    const { dueAt, timeZone } = await readInvoiceCase(this.#sql, invoiceId!);
    await defaultInvoice(this.#sql, { invoiceId: invoiceId!, at: dueAt });
    if (person.stage === "restored") {
      await this.#pay(person, addDays(localDateOf(dueAt, timeZone), 5));
    }
    if (person.stage === "recovery") {
      const at = preTrialEndsAt(dueAt, timeZone);
      await openRecovery(this.#sql, { invoiceId: invoiceId!, at });
    }
  }

  async #pay(person: DemoPerson, on: LocalDate): Promise<void> {
    const { yookassa: bank, publicUrl, receipt } = this.#config;
    const clock = this.#at(on, "21:15");
    const provider = yookassa(bank);
    const opened = await openPayment(this.#sql, clock, provider, {
      payerId: await this.#personId(person.number),
      invoiceIds: await this.#unpaid(person),
      receiptEmail: emailOf(person)!,
      receiptPhone: parsePhone(person.phone!) as Phone,
      publicUrl,
      receipt,
    });
    if (!opened.ok || opened.confirmationUrl === null) {
      throw new Error("The sandbox's bank opened no payment", { cause: opened });
    }
    const [attempt] = await this.#sql<{ provider_id: string }[]>`
      select provider_id from payment_attempts where id = ${opened.attemptId}`;
    const decide = new URL(
      `/sandbox/bank/payments/${attempt!.provider_id}/decide`,
      bank.url,
    );
    const answer = await fetch(decide, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ decision: "pay", captured_at: clock.now() }),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The sandbox's bank answered ${answer.status}`);
    const read = await provider.read(attempt!.provider_id);
    if (!read.ok) throw new Error("The sandbox's bank does not know its payment", { cause: read });
    await settlePayment(this.#sql, {
      attemptId: opened.attemptId,
      payment: read.payment,
      now: clock.now(),
    });
  }

  /** Names the demo's HR, and asks for this month's report: the worker forms it and writes to her. */
  async #reportToEmployer(named: LocalDate): Promise<void> {
    const [employer] = await this.#sql<{ id: number }[]>`
      select id from employers where name = ${EMPLOYER}`;
    const of = { employerId: employer!.id, actor: null };
    const hr = { email: "hr@fifth.example", name: "Нина Кадрова" };
    await nameEmployerContact(this.#sql, this.#at(named, "12:00"), { ...of, ...hr });
    await requestReport(this.#sql, fixedClock(this.#now), of);
  }

  async #unpaid(person: DemoPerson): Promise<number[]> {
    const payerId = await this.#personId(person.number);
    const rows = await this.#sql<{ id: number }[]>`
      select i.id from invoices i join invoice_balances b on b.invoice_id = i.id
      where i.payer_id = ${payerId} and b.owed_kopecks > 0
      order by i.id`;
    return rows.map(({ id }) => id);
  }

  /** A publication day whose 30th working day is `days` from today, or the nearest earlier one. */
  #dayWithTermEnding(days: number): LocalDate {
    const latest = addDays(this.#today, days);
    let on = addDays(this.#today, -30);
    while (dueDate(this.#calendar, on).date > latest || !this.#isWorking(on)) on = addDays(on, -1);
    return on;
  }

  #workingDayBefore(days: number): LocalDate {
    let on = addDays(this.#today, -days);
    while (!this.#isWorking(on)) on = addDays(on, -1);
    return on;
  }

  #isWorking(on: LocalDate): boolean {
    return workingDaysBetween(this.#calendar, addDays(on, -1), on) === 1;
  }

  #at(on: LocalDate, time: string): Clock {
    return fixedClock(atLocalTime(on, time, ZONE));
  }

  async #policyId(number: string): Promise<number> {
    const [row] = await this.#sql<{ id: number }[]>`
      select id from policies where number = ${number}`;
    return row!.id;
  }

  async #personId(policyNumber: string): Promise<number> {
    const [row] = await this.#sql<{ person_id: number }[]>`
      select person_id from policies where number = ${policyNumber}`;
    return row!.person_id;
  }
}

function emailOf(person: DemoPerson): string | null {
  return person.stage === "child" ? null : `demo${Number(person.number.slice(-6))}@example.test`;
}

const { values } = parseArgs({ options: { out: { type: "string" } } });
const people = await seed();
const text = JSON.stringify(people, null, 2);
if (values.out) await Deno.writeTextFile(values.out, text);
else console.log(text);
