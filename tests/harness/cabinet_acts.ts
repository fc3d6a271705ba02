import assert from "node:assert/strict";
import type { Database } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import {
  confirmContactChange,
  requestContactChange,
} from "../../use_cases/accounts/change_contact.ts";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import { confirmWithdrawal, requestWithdrawal } from "../../use_cases/accounts/withdraw_consent.ts";
import type { InsuredPerson } from "./case_rows.ts";

const SERVER_KEY = "a key of the server with more than 32 characters";
const FROM = { ip: "192.0.2.1", userAgent: null };

interface Acting {
  sql: Database;
  clock: Clock;
}

/** A registered person asks for another phone or e-mail and types the code. */
export async function changeContact(
  { sql, clock }: Acting,
  person: InsuredPerson,
  to: { kind: "phone" | "email"; value: string },
): Promise<{ changeId: number }> {
  const from = { accountId: await accountOf({ sql, clock }, person), ...FROM };
  const asked = await requestContactChange(sql, clock, { ...from, ...to });
  assert.ok(asked.ok);
  const { challengeId } = asked;
  const code = await loginCode(SERVER_KEY, challengeId);
  const attempt = { ...from, challengeId, code, sessionToken: "" };
  const changed = await confirmContactChange(sql, clock, SERVER_KEY, attempt);
  assert.deepEqual(changed, { ok: true, kind: to.kind });
  const [made] = await sql<{ changeId: number }[]>`
    select max(id) as "changeId" from contact_changes`;
  return made!;
}

/** A registered person asks to withdraw a consent and types the code. */
export async function withdraw(
  { sql, clock }: Acting,
  person: InsuredPerson,
  kind: "franchise_terms" | "personal_data",
): Promise<{ withdrawalId: number; endsOn: LocalDate | null }> {
  const by = { accountId: await accountOf({ sql, clock }, person), personId: person.personId };
  const now = clock.now();
  await sql`
    insert into consents (person_id, given_by, document_id, kind, source, given_at, recorded_at)
    select ${person.personId}, ${person.personId}, id, kind, 'web', ${now}, ${now}
    from documents where kind = 'personal_data'`;
  const [consent] = await sql<{ id: number }[]>`
    select id from consents where kind = ${kind} and person_id = ${person.personId}`;
  const asked = await requestWithdrawal(sql, clock, { by, consentId: consent!.id, ip: FROM.ip });
  assert.ok(asked.ok);
  const { challengeId } = asked;
  const code = await loginCode(SERVER_KEY, challengeId);
  const confirmed = await confirmWithdrawal(sql, clock, SERVER_KEY, {
    by,
    challengeId,
    code,
    ...FROM,
  });
  assert.ok(confirmed.ok && confirmed.kind === kind);
  const [made] = await sql<{ withdrawalId: number; endsOn: LocalDate | null }[]>`
    select id as "withdrawalId", ends_on as "endsOn" from withdrawals order by id desc limit 1`;
  return made!;
}

/** Registers whoever is not registered yet. @returns the account's id */
async function accountOf({ sql, clock }: Acting, person: InsuredPerson): Promise<number> {
  const { personId, phone, email } = person;
  const [known] = await sql<{ id: number }[]>`
    select id from accounts where person_id = ${personId} and closed_at is null`;
  if (known) return known.id;
  const now = clock.now();
  const [made] = await sql<{ id: number }[]>`
    insert into accounts (person_id, phone, email, registered_at, last_opened_at)
    values (${personId}, ${phone}, ${email}, ${now}, ${now})
    returning id`;
  return made!.id;
}
