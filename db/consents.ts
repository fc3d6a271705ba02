import type { Sql } from "./connection.ts";
import type { DocumentKind } from "./documents.ts";

export interface NewConsent {
  personId: number;
  givenBy: number;
  documentId: number | null;
  kind: DocumentKind;
  policyId: number | null;
  source: string;
  challengeId: string | null;
  phone: string | null;
  ip: string | null;
  userAgent: string | null;
  givenAt: string;
  recordedAt: string;
}

/** Writes a consent; the table is append-only (63-FZ, art. 9). */
export async function insertConsent(sql: Sql, consent: NewConsent): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into consents (person_id, given_by, document_id, kind, policy_id, source, challenge_id,
                          phone, ip, user_agent, given_at, recorded_at)
    values (${consent.personId}, ${consent.givenBy}, ${consent.documentId}, ${consent.kind},
            ${consent.policyId}, ${consent.source}, ${consent.challengeId}, ${consent.phone},
            ${consent.ip}, ${consent.userAgent}, ${consent.givenAt}, ${consent.recordedAt})
    returning id`;
  return row!.id;
}
