import { type CaseRecord, listOpenCaseRecords } from "../../db/cases/case_reading.ts";
import type { Sql } from "../../db/connection.ts";
import { type InvoiceRow, listInvoices } from "../../db/invoices/invoices.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import {
  type FoundPerson,
  listPersonNotices,
  type PersonNotice,
  type PersonRecord,
  readPersonWithPast,
  searchPeople,
} from "../../db/cases/people_reading.ts";
import { listUnknownAttempts, type UnknownAttempt } from "../../db/payments/payments.ts";
import type { PersonPast } from "../../db/cases/person_past.ts";
import { listPolicies, type PolicyRow } from "../../db/policies/policies.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "../imports/upload_file.ts";

/** What a search shows at most. */
const PEOPLE_SHOWN = 50;
const NOTICES_SHOWN = 50;
/** Each has a form of its own; the next ones move up as these are decided. */
const ATTEMPTS_SHOWN = 50;

/** Finds people by surname or policy number; that each was shown is journalled (152-FZ). */
export async function findPeople(
  sql: Sql,
  clock: Clock,
  { query, actor }: { query: string; actor: StaffActor },
): Promise<FoundPerson[]> {
  const found = await searchPeople(sql, query, PEOPLE_SHOWN);
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "found",
    subjects: peopleOf(found.map((person) => person.id)),
    ip: actor.ip,
    at: clock.now(),
  });
  return found;
}

/** Payments that staff decide, the oldest first; that each payer was shown is journalled. */
export async function readUnknownPayments(
  sql: Sql,
  clock: Clock,
  actor: StaffActor,
): Promise<UnknownAttempt[]> {
  const at = clock.now();
  const attempts = await listUnknownAttempts(sql, { at, limit: ATTEMPTS_SHOWN });
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_payment",
    subjects: peopleOf(attempts.map((attempt) => attempt.payerId)),
    ip: actor.ip,
    at,
  });
  return attempts;
}

export interface PersonView {
  person: PersonRecord & PersonPast;
  /** Their own and those of whom they represent. */
  policies: PolicyRow[];
  /** What they owe or have paid. */
  invoices: InvoiceRow[];
  /** The cases of invoices that they owe. */
  cases: CaseRecord[];
  notices: PersonNotice[];
}

/** A person's record; the look is journalled (152-FZ), also at those whose policies are in it. */
export async function readPerson(
  sql: Sql,
  clock: Clock,
  { personId, actor }: { personId: number; actor: StaffActor },
): Promise<PersonView | null> {
  const at = clock.now();
  const person = await readPersonWithPast(sql, { personId, at });
  if (person === null) return null;
  const [policies, invoices, cases, notices] = await Promise.all([
    listPolicies(sql, personId),
    listInvoices(sql, personId),
    listOpenCaseRecords(sql, personId),
    listPersonNotices(sql, personId, NOTICES_SHOWN),
  ]);
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked",
    subjects: peopleOf([personId, ...policies.map((policy) => policy.personId)]),
    ip: actor.ip,
    at,
  });
  return { person, policies, invoices, cases, notices };
}

function peopleOf(personIds: number[]): string[] {
  return [...new Set(personIds)].map((id) => `person/${id}`);
}
