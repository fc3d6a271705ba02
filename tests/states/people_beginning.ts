import assert from "node:assert/strict";
import { localDate } from "../../domain/local_date.ts";
import { insertInsured } from "../harness/people.ts";
import type { TestSite } from "../harness/site.ts";
import { daysAgo } from "./days.ts";
import { activate, active, type Life, registered } from "./lives.ts";
import type { Maker } from "./people.ts";

/** People who have had no invoice, and what becomes of policies and consents. */
export const BEGINNERS = {
  newcomer: (site) => registered(site, { name: "Анна", registeredAt: daysAgo(0) }),

  /** Consented today. */
  waiting: async (site) => {
    const life = await registered(site, { name: "Глеб", registeredAt: daysAgo(1) });
    await activate(site, life, { policyId: life.policyId, at: daysAgo(0) });
    return life;
  },

  /** Active, without invoices. */
  healthy: (site) => active(site, { name: "Вера" }),

  /** The policy is over. */
  expired: async (site) => {
    const life = await active(site, { name: "Олег" });
    await moveToLastYear(site, life.policyId);
    return life;
  },

  /** Last year's policy, and this year's, not activated yet. */
  twoPolicies: async (site) => {
    const life = await active(site, { name: "Нина" });
    await moveToLastYear(site, life.policyId);
    await site.sql`
      insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                            recorded_at)
      select number || '-Н', person_id, programme_id, '2026-01-01', '2026-12-31', 2000, recorded_at
      from policies where id = ${life.policyId}`;
    return life;
  },

  /** No policy in the cabinet: the roster has taken it back. */
  withoutPolicy: async (site) => {
    const life = await registered(site, { name: "Лев" });
    await site.sql`delete from policies where id = ${life.policyId}`;
    return life;
  },

  /** Of three children: one active, one waiting, one whose franchise is not activated. */
  parent: async (site) => {
    const life = await active(site, { surname: "Многодетная", name: "Мария" });
    const child = (name: string, birthDate: string) =>
      insertInsured(site.sql, daysAgo(300), {
        surname: "Многодетный",
        name,
        birthDate: localDate(birthDate),
        representativeId: life.personId,
        phoneInRoster: false,
        registered: false,
      });
    const first = await child("Мирон", "2012-05-06");
    const second = await child("Севастьян", "2015-03-01");
    await child("Ия", "2021-12-30");
    await activate(site, life, { policyId: first.policyId, at: daysAgo(120) });
    await activate(site, life, { policyId: second.policyId, at: daysAgo(0) });
    return life;
  },

  /** Has taken the consent to the franchise back. */
  withdrawn: async (site) => {
    const life = await active(site, { name: "Отозвана" });
    await withdrawLatest(site, life);
    return life;
  },

  /** Asks for codes to withdraw, and for too many of them: codes are limited by phone. */
  leaving: (site) => active(site, { name: "Петр" }),
  hesitant: (site) => active(site, { name: "Павел" }),

  /** Everything that a person is called by is long. */
  longNamed: (site) =>
    active(site, {
      surname: "Константинопольская-Преображенская",
      name: "Александра-Виктория",
      patronymic: "Вольдемаровна-Константиновна",
      employer: "Открытое акционерное общество «Государственное научно-производственное " +
        "объединение „Нефтегазхимоборудованиеэнергомонтаж“ имени Шестидесятилетия Образца»",
      policyNumber: "7701-ДМС/100/2026-0000012345",
      email: "aleksandra-viktoriya.konstantinopolskaya-preobrazhenskaya@neftegazkhimoborudovanie" +
        "energomontazh.test",
    }),
} satisfies Record<string, Maker>;

async function moveToLastYear({ sql }: TestSite, policyId: number): Promise<void> {
  await sql`
    update policies set starts_on = '2025-02-01', ends_on = '2026-02-28' where id = ${policyId}`;
}

/** Through the pages, with the code. */
async function withdrawLatest(site: TestSite, { personId, phone }: Life): Promise<void> {
  const [consent] = await site.sql`select max(id) as id from consents where given_by = ${personId}`;
  const visitor = await site.logInInsured(phone);
  const path = `/profile/consents/${consent!.id}/withdraw`;
  await visitor.post(path, { withdraw: "on" });
  const answer = await visitor.post("/profile/withdrawal", { code: await visitor.code() });
  assert.equal(answer.location, `/profile?withdrawn=${consent!.id}`);
}
