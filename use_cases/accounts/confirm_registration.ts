import { isTaken, lockRegistration, setRegistrationState } from "../../db/accounts/accounts.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { reasonFault } from "../../domain/staff_reason.ts";
import { openRegisteredAccount } from "./confirm_code.ts";

export interface RegistrationDecision {
  registrationId: number;
  staffId: number;
  decision: "confirm" | "refuse";
  /** How it was compared, or why it is refused: 1 to 500 letters. */
  reason: string;
  ip: string;
}

export type DecidedRegistration =
  | { ok: true }
  | { ok: false; reason: "reason_missing" | "reason_long" | "unknown" | "decided" }
  /** The person or the phone got an account meanwhile. */
  | { ok: false; reason: "taken" };

/** Staff compare a phone that the roster lacks with what they know, and open the cabinet or refuse. */
export function confirmRegistration(
  sql: Sql,
  clock: Clock,
  { registrationId, staffId, decision, reason: typed, ip }: RegistrationDecision,
): Promise<DecidedRegistration> {
  const fault = reasonFault(typed);
  if (fault !== null) return Promise.resolve({ ok: false, reason: fault });
  const reason = typed.trim();
  return transaction(sql, async (sql) => {
    const now = clock.now();
    const registration = await lockRegistration(sql, registrationId);
    if (registration === null) return { ok: false, reason: "unknown" };
    if (registration.state !== "awaiting_staff") return { ok: false, reason: "decided" };
    if (decision === "confirm") {
      if (await isTaken(sql, registration)) return { ok: false, reason: "taken" };
      await openRegisteredAccount(sql, { registrationId, now, decision: { staffId, reason } });
    } else {
      const refused = { id: registrationId, state: "refused", at: now } as const;
      await setRegistrationState(sql, { ...refused, decision: { staffId, reason } });
    }
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: decision === "confirm" ? "registration_confirmed" : "registration_refused",
      subject: `person/${registration.personId}`,
      detail: { reason },
      ip,
      at: now,
    });
    return { ok: true };
  });
}
