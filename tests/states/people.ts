import type { Database } from "../../db/connection.ts";
import type { Phone } from "../../domain/phone.ts";
import type { TestSite } from "../harness/site.ts";
import { BEGINNERS } from "./people_beginning.ts";
import { PAYERS } from "./people_paying.ts";
import { SETTLED } from "./people_settled.ts";

/** Somebody of whom a state tells, with ids in the order of their making. */
export interface Person {
  personId: number;
  phone: Phone;
  policies: readonly number[];
  invoices: readonly number[];
  payments: readonly string[];
  consents: readonly number[];
}

/** Makes somebody and whatever has happened to them; answers with the ids of the people made. */
export type Maker = (site: TestSite) => Promise<{ personId: number; phone: Phone }>;

const MAKERS = { ...BEGINNERS, ...PAYERS, ...SETTLED } satisfies Record<string, Maker>;

export type Who = keyof typeof MAKERS;

/** Makes each person once, when first asked for. */
export function peopleOf(site: TestSite): (who: Who) => Promise<Person> {
  const made = new Map<Who, Promise<Person>>();
  const make = async (who: Who): Promise<Person> => {
    const { personId, phone } = await MAKERS[who](site);
    return { personId, phone, ...await idsOf(site.sql, personId) };
  };
  return (who) => {
    const known = made.get(who) ?? make(who);
    made.set(who, known);
    return known;
  };
}

/** What is in this person's hands. */
async function idsOf(sql: Database, personId: number): Promise<Omit<Person, "personId" | "phone">> {
  const [ids] = await sql<Omit<Person, "personId" | "phone">[]>`
    select array(select id from policies where person_id = ${personId}
                 or person_id in (select id from people where representative_id = ${personId})
                 order by id) as policies,
           array(select id from invoices where payer_id = ${personId} order by id) as invoices,
           array(select id from payment_attempts where payer_id = ${personId}
                 order by created_at, id) as payments,
           array(select id from consents where given_by = ${personId} order by id) as consents`;
  return ids!;
}
