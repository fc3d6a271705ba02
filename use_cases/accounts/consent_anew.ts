import { insertConsent } from "../../db/accounts/consents.ts";
import { lockDataConsents } from "../../db/accounts/due_consents.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";

export interface ConsentAnew {
  personId: number;
  /** The version that was shown. */
  shownId: number;
  /** The version that is due now. */
  dueId: number;
  /** The simple electronic signature's traces (63-FZ, art. 9). */
  challengeId: string | null;
  phone: string;
  ip: string;
  userAgent: string | null;
}

/**
 * Records a person's consent to a new version of the personal-data processing, signed by the code
 * that opened their session. Once: a second answer to the same version writes nothing.
 *
 * @returns false where another version is due than was shown
 */
export function consentAnew(sql: Sql, clock: Clock, consent: ConsentAnew): Promise<boolean> {
  const { personId, shownId, dueId, ...signature } = consent;
  if (shownId !== dueId) return Promise.resolve(false);
  return transaction(sql, async (sql) => {
    const { given } = await lockDataConsents(sql, { documentId: dueId, personId });
    if (given) return true;
    const at = clock.now();
    await insertConsent(sql, {
      ...signature,
      personId,
      givenBy: personId,
      documentId: dueId,
      kind: "personal_data",
      policyId: null,
      source: "web",
      givenAt: at,
      recordedAt: at,
    });
    return true;
  });
}
