import {
  findRosterPeople,
  insertRegistration,
  type RosterPerson,
} from "../../db/accounts/accounts.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { currentDocuments } from "../../db/documents.ts";
import { countMismatches, writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { addMinutes, type Instant, localDateOf } from "../../domain/local_date.ts";
import { sameName } from "../../domain/person_name.ts";
import {
  AGREEMENT_REQUIRED_MESSAGE,
  checkRegistration,
  CONSENT_REQUIRED_MESSAGE,
  type Registration,
  type RegistrationErrors,
  type RegistrationForm,
} from "../../domain/registration.ts";
import { dependenceOn } from "../../domain/representation.ts";
import { askCode } from "./ask_code.ts";

/** Where nothing is known of the person yet, days are counted in the product's home zone. */
const HOME_ZONE = "Asia/Yekaterinburg";
const MISMATCHES = { count: 15, minutes: 60 };

export interface RegistrationRequest {
  form: RegistrationForm;
  /** The boxes that were ticked: two consents, never one for both. */
  accepted: ReadonlySet<"user_agreement" | "personal_data">;
  ip: string;
  userAgent: string | null;
}

/** The first error of each field or box, a Russian sentence. */
export type RegistrationRequestErrors = RegistrationErrors & {
  userAgreement?: string;
  personalData?: string;
};

export type RequestedRegistration =
  | { ok: true; challengeId: string }
  | { ok: false; reason: "fields"; errors: RegistrationRequestErrors }
  /** One answer for every way in which the data and the roster disagree; it names no field. */
  | { ok: false; reason: "mismatch" | "too_many" }
  /** All agrees, and it is a ward: the representative has the cabinet. */
  | { ok: false; reason: "ward" };

/**
 * Compares what was typed with the roster and asks for a code to the phone. The phone must be the
 * roster's; where the roster has none, the code is sent and staff compare afterwards.
 */
export async function requestRegistration(
  sql: Sql,
  clock: Clock,
  request: RegistrationRequest,
): Promise<RequestedRegistration> {
  const now = clock.now();
  const checked = checkRegistration(request.form, localDateOf(now, HOME_ZONE));
  const unticked = untickedErrors(request.accepted);
  if (!checked.ok || Object.keys(unticked).length > 0) {
    const errors = { ...(checked.ok ? {} : checked.errors), ...unticked };
    return { ok: false, reason: "fields", errors };
  }
  return await transaction(sql, async (sql) => {
    const { ip } = request;
    const mismatches = await countMismatches(sql, {
      ip,
      since: addMinutes(now, -MISMATCHES.minutes),
    });
    if (mismatches >= MISMATCHES.count) return { ok: false, reason: "too_many" };
    const person = await matchingPerson(sql, checked.registration, now);
    if (person === null) {
      await writeJournal(sql, {
        actor: "anonymous",
        action: "registration_mismatched",
        subject: "registration",
        ip,
        at: now,
      });
      return { ok: false, reason: "mismatch" };
    }
    if (dependenceOn(person, localDateOf(now, person.timeZone)) === "ward") {
      return { ok: false, reason: "ward" };
    }
    const registrationId = await record(sql, {
      person,
      request,
      checked: checked.registration,
      now,
    });
    return await askCode(sql, {
      purpose: "register",
      destination: checked.registration.phone,
      registrationId,
      ip,
      now,
    });
  });
}

function untickedErrors(accepted: RegistrationRequest["accepted"]): RegistrationRequestErrors {
  return {
    ...(accepted.has("user_agreement") ? {} : { userAgreement: AGREEMENT_REQUIRED_MESSAGE }),
    ...(accepted.has("personal_data") ? {} : { personalData: CONSENT_REQUIRED_MESSAGE }),
  };
}

async function matchingPerson(
  sql: Sql,
  typed: Registration,
  now: Instant,
): Promise<RosterPerson | null> {
  const people = await findRosterPeople(sql, {
    policyNumber: typed.policyNumber,
    personnelNumber: typed.personnelNumber,
  });
  const matching = people.filter((person) =>
    sameName(person.surname, typed.surname) &&
    sameName(person.name, typed.name) &&
    (typed.patronymic === null || sameName(person.patronymic ?? "", typed.patronymic)) &&
    person.birthDate === typed.birthDate &&
    dependenceOn(person, localDateOf(now, person.timeZone)) !== "minor" &&
    (person.phone === null || person.phone === typed.phone)
  );
  // A personnel number may be given by two employers to namesakes born on one day: nobody is guessed.
  return matching.length === 1 ? matching[0]! : null;
}

async function record(
  sql: Sql,
  { person, request, checked, now }: {
    person: RosterPerson;
    request: RegistrationRequest;
    checked: Registration;
    now: Instant;
  },
): Promise<number> {
  const documents = await currentDocuments(sql, localDateOf(now, person.timeZone));
  return await insertRegistration(sql, {
    personId: person.personId,
    phone: checked.phone,
    email: checked.email,
    agreementId: documents.user_agreement.id,
    personalDataId: documents.personal_data.id,
    ip: request.ip,
    userAgent: request.userAgent,
    at: now,
  });
}
