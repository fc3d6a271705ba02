import type { Sql } from "../../db/connection.ts";
import { type Instant, type LocalDate, localDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";

export interface InsuredPerson {
  personId: number;
  policyId: number;
  policyNumber: string;
  phone: Phone;
}

export interface InsuredPersonOptions {
  surname?: string;
  name?: string;
  patronymic?: string;
  birthDate?: LocalDate;
  policyNumber?: string;
  personnelNumber?: string;
  phone?: string;
  /** False leaves the person without an account: they have not registered. */
  registered?: boolean;
  /** False leaves the roster without their phone. */
  phoneInRoster?: boolean;
  representativeId?: number;
  ward?: boolean;
  employer?: string;
}

let made = 0;

/** A person as a roster brings them, with a policy for 2026, registered unless told otherwise. */
export async function insertInsured(
  sql: Sql,
  at: Instant,
  options: InsuredPersonOptions = {},
): Promise<InsuredPerson> {
  const number = String(++made).padStart(4, "0");
  const phone = (options.phone ?? `900555${number}`) as Phone;
  const policyNumber = options.policyNumber ?? `7701/100/${number}`;
  const employer = options.employer ?? "ООО «Работодатель Образец»";
  const [person] = await sql<{ id: number }[]>`
    with employer as (
      insert into employers (name, recorded_at) values (${employer}, ${at})
      on conflict (name) do update set name = excluded.name returning id
    )
    insert into people (employer_id, personnel_number, surname, name, patronymic, birth_date, phone,
                        representative_id, ward, recorded_at)
    select id, ${options.personnelNumber ?? `Т-${number}`}, ${options.surname ?? "Образцова"},
           ${options.name ?? "Майя"}, ${options.patronymic ?? "Тестовна"},
           ${options.birthDate ?? localDate("1985-11-07")},
           ${options.phoneInRoster === false ? null : phone}, ${options.representativeId ?? null},
           ${options.ward ?? false}, ${at}
    from employer returning id`;
  const personId = person!.id;
  const [policy] = await sql<{ id: number }[]>`
    with programme as (
      insert into programmes (name, kind) values ('Стандарт', 'group')
      on conflict (name) do update set name = excluded.name returning id
    )
    insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                          recorded_at)
    select ${policyNumber}, ${personId}, id, '2026-01-01', '2026-12-31', 2000, ${at}
    from programme returning id`;
  if (options.registered !== false) {
    await sql`
      insert into accounts (person_id, phone, email, registered_at)
      values (${personId}, ${phone}, ${`person-${number}@fifth.test`}, ${at})`;
  }
  return { personId, policyId: policy!.id, policyNumber, phone };
}
