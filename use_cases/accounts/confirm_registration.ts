import { isTaken, lockRegistration, setRegistrationState } from "../../db/accounts/accounts.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { openRegisteredAccount } from "./confirm_code.ts";

export interface RegistrationDecision {
  registrationId: number;
  staffId: number;
  decision: "confirm" | "refuse";
  ip: string;
}

export type DecidedRegistration =
  | { ok: true }
  | { ok: false; reason: "unknown" | "decided" }
  /** The person or the phone got an account meanwhile. */
  | { ok: false; reason: "taken" };

/** Staff compare a phone that the roster lacks with what they know, and open the cabinet or refuse. */
export function confirmRegistration(
  sql: Sql,
  clock: Clock,
  { registrationId, staffId, decision, ip }: RegistrationDecision,
): Promise<DecidedRegistration> {
  return transaction(sql, async (sql) => {
    const now = clock.now();
    const registration = await lockRegistration(sql, registrationId);
    if (registration === null) return { ok: false, reason: "unknown" };
    if (registration.state !== "awaiting_staff") return { ok: false, reason: "decided" };
    if (decision === "confirm") {
      if (await isTaken(sql, registration)) return { ok: false, reason: "taken" };
      await openRegisteredAccount(sql, { registrationId, now, staffId });
    } else {
      await setRegistrationState(sql, { id: registrationId, state: "refused", at: now, staffId });
    }
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: decision === "confirm" ? "registration_confirmed" : "registration_refused",
      subject: `person/${registration.personId}`,
      ip,
      at: now,
    });
    return { ok: true };
  });
}
