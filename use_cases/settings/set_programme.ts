import type { FileProblem, SentFile } from "../../adapters/spreadsheet/mod.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  insertEdition,
  listProgrammes,
  lockProgramme,
  readProgrammeContent,
} from "../../db/policies/programmes.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { type ProgrammeContent, sameContent } from "../../domain/programme.ts";
import { readProgrammeFile, type WrongRow } from "./read_programme_file.ts";

export type ProgrammeSet =
  | {
    ok: true;
    programmeId: number;
    /** False where the programme said just that already. */
    changed: boolean;
    /** What it says now. */
    content: ProgrammeContent;
    /** Parts that the file left out: they stay as they were. */
    kept: ("items" | "clinics")[];
  }
  | { ok: false; reason: "unknown_programme"; known: string[] }
  | { ok: false; reason: "unreadable" } & FileProblem
  /** Nothing is applied while any row is wrong. */
  | { ok: false; reason: "wrong_rows"; rows: WrongRow[] };

export interface ProgrammeToSet {
  /** As rosters name it: a programme comes with the first roster that has it. */
  name: string;
  file: SentFile;
  /** As the journal names actors: `command_line`, `staff/3`. */
  actor: { name: string; ip: string | null };
}

/**
 * Says what a programme pays for and which clinics it has, from a file. All of it or nothing; the
 * same file again changes nothing. What was said before is kept as an earlier edition.
 */
export async function setProgramme(
  sql: Sql,
  clock: Clock,
  { name, file, actor }: ProgrammeToSet,
): Promise<ProgrammeSet> {
  const read = await readProgrammeFile(file);
  if (!read.ok) return read;
  return await transaction(sql, async (sql): Promise<ProgrammeSet> => {
    const programme = await lockProgramme(sql, name);
    if (programme === null) {
      const known = (await listProgrammes(sql)).map(({ name }) => name);
      return { ok: false, reason: "unknown_programme", known };
    }
    const before = await readProgrammeContent(sql, programme.id);
    const content = {
      items: read.items ?? before.items,
      clinics: read.clinics ?? before.clinics,
    };
    const changed = !sameContent(before, content);
    if (changed) {
      const at = clock.now();
      const editionId = await insertEdition(sql, {
        programmeId: programme.id,
        fileName: file.name,
        setBy: actor.name,
        content,
        at,
      });
      await writeJournal(sql, {
        actor: actor.name,
        action: "programme_set",
        subject: `programme/${programme.id}`,
        detail: {
          edition: editionId,
          file: file.name,
          items: content.items.length,
          clinics: content.clinics.length,
        },
        ip: actor.ip,
        at,
      });
    }
    return {
      ok: true,
      programmeId: programme.id,
      changed,
      content,
      kept: (["items", "clinics"] as const).filter((part) => read[part] === null),
    };
  });
}
