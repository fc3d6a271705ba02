import type { LocalDate } from "../domain/local_date.ts";
import type { Sql } from "./connection.ts";

export type DocumentKind = "user_agreement" | "personal_data" | "franchise_terms";

/** One version of a document that people accept; its body is plain text, paragraphs parted by an empty line. */
export interface LegalDocument {
  id: number;
  kind: DocumentKind;
  version: number;
  title: string;
  body: string;
  sha256: string;
  effectiveFrom: LocalDate;
}

/** The newest version of each kind in force on a day. */
export async function currentDocuments(
  sql: Sql,
  on: LocalDate,
): Promise<Record<DocumentKind, LegalDocument>> {
  const rows = await sql<LegalDocument[]>`
    select distinct on (kind) id, kind, version, title, body, sha256,
           effective_from as "effectiveFrom"
    from documents where effective_from <= ${on}
    order by kind, version desc`;
  const byKind = Object.fromEntries(rows.map((row) => [row.kind, row]));
  for (const kind of ["user_agreement", "personal_data", "franchise_terms"]) {
    if (!byKind[kind]) throw new Error(`No document ${kind} is in force on ${on}`);
  }
  return byKind as Record<DocumentKind, LegalDocument>;
}

export async function readDocument(
  sql: Sql,
  key: { kind: DocumentKind; version: number },
): Promise<LegalDocument | null> {
  const [row] = await sql<LegalDocument[]>`
    select id, kind, version, title, body, sha256, effective_from as "effectiveFrom"
    from documents where kind = ${key.kind} and version = ${key.version}`;
  return row ?? null;
}

/** A version without its text. */
export type DocumentVersion = Omit<LegalDocument, "body">;

/** Every version of every document, those of one kind newest first. */
export async function listDocuments(sql: Sql): Promise<DocumentVersion[]> {
  return await sql<DocumentVersion[]>`
    select id, kind, version, title, sha256, effective_from as "effectiveFrom"
    from documents order by kind, version desc`;
}

export interface NewDocument extends Omit<LegalDocument, "id" | "sha256"> {
  /** What differs from the version before, as people are shown it. */
  changes: string;
}

/** Adds a version; an earlier one is never changed. */
export async function insertDocument(sql: Sql, document: NewDocument): Promise<number> {
  const { kind, version, title, body, changes, effectiveFrom } = document;
  const [row] = await sql<{ id: number }[]>`
    insert into documents (kind, version, title, body, changes, effective_from)
    values (${kind}, ${version}, ${title}, ${body}, ${changes}, ${effectiveFrom})
    returning id`;
  return row!.id;
}

/** The newest version of a kind, in force or not; whoever adds one waits for whoever adds another. */
export async function lockNewestDocument(sql: Sql, kind: DocumentKind): Promise<LegalDocument> {
  await sql`select pg_advisory_xact_lock(hashtext(${"document " + kind}))`;
  return await newestDocument(sql, kind);
}

export async function newestDocument(sql: Sql, kind: DocumentKind): Promise<LegalDocument> {
  const [row] = await sql<LegalDocument[]>`
    select id, kind, version, title, body, sha256, effective_from as "effectiveFrom"
    from documents where kind = ${kind} order by version desc limit 1`;
  if (!row) throw new Error(`There is no document ${kind}`);
  return row;
}
