import { type Instant, instant, localDate } from "../../domain/local_date.ts";
import type { Database } from "../../db/connection.ts";
import { paidInvoices } from "./paid_invoices.ts";
import { insertInsured, type InsuredPerson } from "./people.ts";

/** Monday 2 November 2026, without regional holidays: due in the middle of December. */
export const FAMILY_PUBLISHED_AT: Instant = instant("2026-11-02T07:00:00.000Z");

/** A mother with three children; each has a policy of their own. */
export interface Family {
  mother: InsuredPerson;
  /** 12 years, two invoices. */
  misha: InsuredPerson;
  /** 16 years, nobody has consented for her yet. */
  anya: InsuredPerson;
  /** Comes of age on 5 December 2026; one invoice. */
  savva: InsuredPerson;
  /** In the order of publication. */
  invoices: { mothers: number; mishas: [number, number]; savvas: number };
}

/** Sums owed, in kopecks: each tells whose it is. */
export const OWED = { mothers: 90_000, mishas: [11_100, 22_200], savvas: 44_400 } as const;

export async function insertFamily(sql: Database): Promise<Family> {
  const at = FAMILY_PUBLISHED_AT;
  const mother = await insertInsured(sql, at, {
    surname: "Ковалева",
    name: "Ирина",
    patronymic: "Олеговна",
    phone: "9005550900",
  });
  const child = (name: string, birthDate: string) =>
    insertInsured(sql, at, {
      surname: name === "Анна" ? "Ковалева" : "Ковалев",
      name,
      patronymic: name === "Анна" ? "Петровна" : "Петрович",
      birthDate: localDate(birthDate),
      representativeId: mother.personId,
      phoneInRoster: false,
      registered: false,
    });
  const savva = await child("Савва", "2008-12-05");
  const anya = await child("Анна", "2010-06-15");
  const misha = await child("Михаил", "2014-03-01");
  const rows = paidInvoices(sql);
  const invoice = (person: InsuredPerson, franchise: number, service: string) =>
    rows.invoice({ policyId: person.policyId, givenBy: mother.personId }, {
      lines: [{ franchise, service }],
      at,
    });
  const mothers = await invoice(mother, OWED.mothers, "Прием терапевта");
  const mishas: [number, number] = [
    await invoice(misha, OWED.mishas[0], "Прием педиатра"),
    await invoice(misha, OWED.mishas[1], "Прием ортодонта"),
  ];
  const savvas = await invoice(savva, OWED.savvas, "Прием окулиста");
  return { mother, misha, anya, savva, invoices: { mothers, mishas, savvas } };
}
