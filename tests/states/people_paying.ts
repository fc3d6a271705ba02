import { noteProviderPayment } from "../../db/payments/payments.ts";
import { preTrialEndsAt } from "../../domain/invoice.ts";
import { addMinutes, type Instant, localDate } from "../../domain/local_date.ts";
import { openRecovery } from "../../use_cases/invoices/open_recovery.ts";
import { leaveToStaff } from "../../use_cases/payments/settle_payment.ts";
import { type LineWanted, type PaidInvoices, paidInvoices } from "../harness/paid_invoices.ts";
import { insertInsured } from "../harness/people.ts";
import type { TestSite } from "../harness/site.ts";
import { daysAgo, publishedForTerm } from "./days.ts";
import { activate, active, endTerm, type Life, type LifeOptions } from "./lives.ts";
import type { Maker } from "./people.ts";

/** People with invoices: what they owe, have paid, or are paying. */
export const PAYERS = {
  /** One new invoice. */
  fresh: async (site) => {
    const payer = await payerOf(site, { name: "Дарья" });
    await payer.invoice(VISIT, daysAgo(3));
    return payer.life;
  },

  dueSoon: async (site) => {
    const payer = await payerOf(site, { name: "Егор" });
    await payer.invoice(VISITS, await publishedForTerm(site.sql, 3));
    return payer.life;
  },

  /** Today is the last day of the term. */
  lastDay: async (site) => {
    const payer = await payerOf(site, { name: "Зоя" });
    await payer.invoice(VISIT, await publishedForTerm(site.sql, 0));
    return payer.life;
  },

  /** In default: only emergency help. */
  overdue: async (site) => {
    const payer = await payerOf(site, { name: "Жанна" });
    const late = await payer.invoice(VISITS, await publishedForTerm(site.sql, -6));
    await endTerm(site.sql, late);
    await payer.invoice(VISIT, daysAgo(10));
    return payer.life;
  },

  /** More than thirty days after the term, with the contract's own rate. */
  recovery: async (site) => {
    const payer = await payerOf(site, { name: "Игорь", employer: "АО «Завод Образец»" });
    await site.sql`
      update employers set penalty_rate_bp = 1200 where name = 'АО «Завод Образец»'`;
    await recover(site, payer);
    return payer.life;
  },

  /** The same by the key rate, whose days of late are not known. */
  recoveryByKeyRate: async (site) => {
    const payer = await payerOf(site, { name: "Ким" });
    await recover(site, payer);
    return payer.life;
  },

  /** Paid after the term. */
  restored: async (site) => {
    const payer = await payerOf(site, { name: "Кира" });
    const late = await payer.invoice(VISIT, await publishedForTerm(site.sql, -20));
    await endTerm(site.sql, late);
    await payer.pay([late], daysAgo(12));
    return payer.life;
  },

  /** Money is on its way: at the bank's page, and before the bank has answered at all. */
  checking: async (site) => {
    const payer = await payerOf(site, { name: "Лидия" });
    const first = await payer.invoice(VISIT, daysAgo(30));
    const second = await payer.invoice(VISITS, daysAgo(8));
    const attemptId = await payer.open([first], daysAgo(0));
    await noteProviderPayment(site.sql, {
      attemptId,
      providerId: `2d${attemptId.slice(2)}`,
      confirmationUrl: "https://bank.example/pay/1",
    });
    await payer.open([second], addMinutes(daysAgo(0), 5));
    return payer.life;
  },

  /** The bank has refused three times, each time for another reason. */
  refused: async (site) => {
    const payer = await payerOf(site, { name: "Макар" });
    const invoiceId = await payer.invoice(VISITS, daysAgo(9));
    for (const [i, reason] of REFUSALS.entries()) {
      const at = addMinutes(daysAgo(1), i * 10);
      const attemptId = await payer.open([invoiceId], at);
      await payer.made.decide(attemptId, { state: "canceled", at: addMinutes(at, 5), reason });
    }
    return payer.life;
  },

  /** The bank has not answered in time: staff look it up. */
  undecided: async (site) => {
    const payer = await payerOf(site, { name: "Нонна" });
    const invoiceId = await payer.invoice(VISIT, daysAgo(15));
    const attemptId = await payer.open([invoiceId], daysAgo(2));
    await leaveToStaff(site.sql, { attemptId, reason: "key_expired" });
    return payer.life;
  },

  /** Paid, this year and the last month. */
  paid: async (site) => {
    const payer = await payerOf(site, { name: "Захар" });
    const first = await payer.invoice(VISIT, daysAgo(120));
    const second = await payer.invoice(VISITS, daysAgo(40));
    await payer.pay([first], daysAgo(111));
    await payer.pay([second], daysAgo(20));
    return payer.life;
  },

  /** An invoice in every state, own and a child's. */
  several: async (site) => {
    const payer = await payerOf(site, { surname: "Соколова", name: "Елена" });
    const child = await insertInsured(site.sql, daysAgo(300), {
      surname: "Соколов",
      name: "Мирон",
      birthDate: localDate("2015-03-01"),
      representativeId: payer.life.personId,
      phoneInRoster: false,
      registered: false,
    });
    await activate(site, payer.life, { policyId: child.policyId, at: daysAgo(290) });
    const old = await payer.invoice(VISITS, daysAgo(130));
    await payer.pay([old], daysAgo(100));
    await endTerm(site.sql, await payer.invoice(VISIT, await publishedForTerm(site.sql, -2)));
    await payer.invoice(VISITS, await publishedForTerm(site.sql, 2));
    const busy = await payer.invoice([{ franchise: 33_333 }], daysAgo(20));
    await payer.open([busy], daysAgo(0));
    await payer.invoice(VISIT, daysAgo(2), child.policyId);
    return payer.life;
  },

  /** Two hundred invoices, forty of them to pay. */
  many: async (site) => {
    const payer = await payerOf(site, { name: "Тимофей" });
    const ids: number[] = [];
    for (let i = 0; i < 200; i++) {
      const lines = [{ franchise: 20_000 + i * 37, service: SERVICES[i % SERVICES.length]! }];
      ids.push(await payer.invoice(lines, daysAgo(220 - i)));
    }
    for (let i = 0; i < 160; i += 8) await payer.pay(ids.slice(i, i + 8), daysAgo(205 - i));
    return payer.life;
  },

  /** Seven figures: sixty services with long names. */
  rich: async (site) => {
    const payer = await payerOf(site, { name: "Савва" });
    const lines = Array.from({ length: 60 }, (_, i) => ({
      franchise: 2_057_613,
      service: LONG_SERVICES[i % LONG_SERVICES.length]!,
      clinic: LONG_CLINIC,
    }));
    lines[59]!.franchise = 123_456_789 - 59 * 2_057_613;
    const big = await payer.invoice(lines, daysAgo(12));
    await payer.invoice(VISIT, daysAgo(4));
    await payer.pay([await payer.invoice([{ franchise: 123_456_789 }], daysAgo(60))], daysAgo(30));
    await payer.made.decide(await payer.open([big], daysAgo(5)), {
      state: "canceled",
      at: daysAgo(5),
      reason: "insufficient_funds",
    });
    return payer.life;
  },
} satisfies Record<string, Maker>;

interface Payer {
  life: Life;
  made: PaidInvoices;
  /** Publishes one; of the payer's own policy unless told. */
  invoice(lines: LineWanted[], at: Instant, policyId?: number): Promise<number>;
  /** Opens a payment of whole invoices. */
  open(invoiceIds: number[], at: Instant): Promise<string>;
  pay(invoiceIds: number[], at: Instant): Promise<void>;
}

async function payerOf(site: TestSite, options: LifeOptions): Promise<Payer> {
  const life = await active(site, options);
  const made = paidInvoices(site.sql);
  const givenBy = life.personId;
  const sums = new Map<number, number>();
  const parts = (ids: number[]) =>
    ids.map((invoiceId) => ({ invoiceId, amount: sums.get(invoiceId)! }));
  return {
    life,
    made,
    async invoice(lines, at, policyId = life.policyId) {
      const id = await made.invoice({ policyId, givenBy }, { lines, at });
      sums.set(id, lines.reduce((sum, line) => sum + line.franchise, 0));
      return id;
    },
    open: (invoiceIds, at) => made.open(givenBy, { parts: parts(invoiceIds), at }),
    async pay(invoiceIds, at) {
      await made.pay(givenBy, { parts: parts(invoiceIds), at });
    },
  };
}

async function recover({ sql }: TestSite, payer: Payer): Promise<void> {
  const invoiceId = await payer.invoice(VISITS, await publishedForTerm(sql, -45));
  const defaultedAt = await endTerm(sql, invoiceId);
  await openRecovery(sql, { invoiceId, at: preTrialEndsAt(defaultedAt, "Asia/Yekaterinburg") });
}

const VISIT: LineWanted[] = [{ franchise: 90_000, service: "Прием врача-невролога первичный" }];
const VISITS: LineWanted[] = [
  { franchise: 187_000, service: "Прием врача-травматолога-ортопеда повторный" },
  { franchise: 26_667, service: "УЗИ сосудов шеи" },
  { franchise: 16_667, service: "Занятие лечебной физкультурой", clinic: "АО «Санаторий Образец»" },
];
const SERVICES = VISITS.map(({ service }) => service!);
const LONG_CLINIC = "Общество с ограниченной ответственностью «Многопрофильный " +
  "лечебно-диагностический и реабилитационный центр „Образец здоровья“ на Тестовой улице»";
const LONG_SERVICES = [
  "Магнитно-резонансная томография головного мозга с внутривенным контрастированием, " +
  "описанием и записью на электронный носитель",
  "Электрокардиография",
  "Рентгеноконтрастная коронароангиография с эндоваскулярной имплантацией стента с " +
  "лекарственным покрытием, первая категория сложности",
  "Нейропсихологическоепатопсихологическоеобследование",
];
const REFUSALS = ["expired_on_confirmation", "insufficient_funds", "general_decline"];
