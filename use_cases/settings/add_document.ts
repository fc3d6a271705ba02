import { countAsked } from "../../db/accounts/due_consents.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  type DocumentKind,
  insertDocument,
  type LegalDocument,
  lockNewestDocument,
  newestDocument,
} from "../../db/documents.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import type { StaffActor } from "../imports/upload_file.ts";

const LONGEST_TITLE = 200;
const LONGEST_CHANGES = 2_000;
const LONGEST_BODY = 100_000;

export interface DocumentProposal {
  kind: DocumentKind;
  /** The newest version that the author has seen. */
  against: number;
  title: string;
  /** Plain text: an empty line parts chapters, the first line of one is its heading. */
  body: string;
  /** What differs, in words that people are shown. */
  changes: string;
  effectiveFrom: LocalDate;
}

export type DocumentFault =
  | "no_title"
  | "no_body"
  | "no_changes"
  | "same_body"
  /** It takes effect after today, and after the version before. */
  | "too_early"
  /** A version was added meanwhile. */
  | "overtaken";

export type DocumentPreview =
  | { ok: true; newest: LegalDocument; proposal: DocumentProposal; asked: number }
  | { ok: false; newest: LegalDocument; faults: DocumentFault[] };

/** What a new version would be, and of how many people it asks consent anew. Writes nothing. */
export async function previewDocument(
  sql: Sql,
  { proposal, today }: { proposal: DocumentProposal; today: LocalDate },
): Promise<DocumentPreview> {
  const newest = await newestDocument(sql, proposal.kind);
  const tidy = tidied(proposal);
  const faults = faultsOf(tidy, { newest, today });
  if (faults.length > 0) return { ok: false, newest, faults };
  const asked = proposal.kind === "personal_data" ? await countAsked(sql) : 0;
  return { ok: true, newest, proposal: tidy, asked };
}

export type DocumentAdded =
  | { ok: true; documentId: number; version: number }
  | { ok: false; faults: DocumentFault[] };

/**
 * Adds a version of a document, in force from its day on. A new version of the consent to
 * personal-data processing is asked of everybody before their next page (152-FZ, art. 9: consent is
 * given to what it says); the agreement on the cabinet and the terms of the franchise hold for
 * whoever accepts them from then on.
 */
export function addDocument(
  sql: Sql,
  clock: Clock,
  { proposal, today, actor }: { proposal: DocumentProposal; today: LocalDate; actor: StaffActor },
): Promise<DocumentAdded> {
  return transaction(sql, async (sql): Promise<DocumentAdded> => {
    const newest = await lockNewestDocument(sql, proposal.kind);
    const tidy = tidied(proposal);
    const faults = faultsOf(tidy, { newest, today });
    if (faults.length > 0) return { ok: false, faults };
    const { against: _, ...document } = tidy;
    const version = newest.version + 1;
    const documentId = await insertDocument(sql, { ...document, version });
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: "document_added",
      subject: `document/${documentId}`,
      detail: { version, from: proposal.effectiveFrom },
      ip: actor.ip,
      at: clock.now(),
    });
    return { ok: true, documentId, version };
  });
}

/** A form's line ends are CR LF; trailing spaces would make another document of the same words. */
function tidied(proposal: DocumentProposal): DocumentProposal {
  const lines = (text: string) =>
    text.replace(/\r\n?/g, "\n").replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
  return {
    ...proposal,
    title: proposal.title.trim().replace(/\s+/g, " "),
    body: lines(proposal.body),
    changes: lines(proposal.changes),
  };
}

function faultsOf(
  { against, title, body, changes, effectiveFrom }: DocumentProposal,
  { newest, today }: { newest: LegalDocument; today: LocalDate },
): DocumentFault[] {
  const faults: [DocumentFault, boolean][] = [
    ["overtaken", against !== newest.version],
    ["no_title", title === "" || title.length > LONGEST_TITLE],
    ["too_early", effectiveFrom <= today || effectiveFrom <= newest.effectiveFrom],
    ["no_changes", changes === "" || changes.length > LONGEST_CHANGES],
    ["no_body", body === "" || body.length > LONGEST_BODY],
    ["same_body", body === newest.body && title === newest.title],
  ];
  return faults.filter(([, holds]) => holds).map(([fault]) => fault);
}
