import type { FileProblem, SentFile } from "../../adapters/spreadsheet/mod.ts";
import type { Sql } from "../../db/connection.ts";
import { listProgrammes, readProgrammeContent } from "../../db/policies/programmes.ts";
import { nameKey } from "../../domain/person_name.ts";
import { sameContent } from "../../domain/programme.ts";
import { clinicKey, itemKey } from "../../domain/programme_row.ts";
import { readProgrammeFile, type WrongRow } from "./read_programme_file.ts";

/** What becomes of one part of a programme: its lines by how they differ, in words. */
export interface PartChange {
  /** Null where the file leaves the part out: it stays. */
  count: number | null;
  added: string[];
  removed: string[];
  changed: string[];
}

export type ProgrammePreview =
  | { ok: true; same: boolean; items: PartChange; clinics: PartChange }
  | { ok: false; reason: "unknown_programme" }
  | { ok: false; reason: "unreadable" } & FileProblem
  | { ok: false; reason: "wrong_rows"; rows: WrongRow[] };

/** What `setProgramme` would make of a file. Writes nothing. */
export async function previewProgramme(
  sql: Sql,
  { name, file }: { name: string; file: SentFile },
): Promise<ProgrammePreview> {
  const read = await readProgrammeFile(file);
  if (!read.ok) return read;
  const programme = (await listProgrammes(sql)).find((one) => one.name === name);
  if (programme === undefined) return { ok: false, reason: "unknown_programme" };
  const before = await readProgrammeContent(sql, programme.id);
  const after = { items: read.items ?? before.items, clinics: read.clinics ?? before.clinics };
  return {
    ok: true,
    same: sameContent(before, after),
    items: partChange(before.items, read.items, {
      key: itemKey,
      title: (item) => item.title,
      body: (item) => JSON.stringify([item.kind, nameKey(item.title), item.detail]),
    }),
    clinics: partChange(before.clinics, read.clinics, {
      key: clinicKey,
      title: (clinic) => `${clinic.name}, ${clinic.city}, ${clinic.address}`,
      body: ({ phone, hours, care, site }) => JSON.stringify([phone, hours, care, site]),
    }),
  };
}

function partChange<Line>(
  before: readonly Line[],
  after: readonly Line[] | null,
  of: { key(line: Line): string; title(line: Line): string; body(line: Line): string },
): PartChange {
  if (after === null) return { count: null, added: [], removed: [], changed: [] };
  const known = new Map(before.map((line) => [of.key(line), line]));
  const kept = new Set(after.map(of.key));
  return {
    count: after.length,
    added: after.filter((line) => !known.has(of.key(line))).map(of.title),
    removed: before.filter((line) => !kept.has(of.key(line))).map(of.title),
    changed: after.filter((line) => {
      const earlier = known.get(of.key(line));
      return earlier !== undefined && of.body(earlier) !== of.body(line);
    }).map(of.title),
  };
}
