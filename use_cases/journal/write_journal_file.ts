import { writeWorkbook } from "../../adapters/spreadsheet/workbook.ts";
import type { JournalRow } from "../../db/staff/journal_reading.ts";
import { actionTitle, actorKind, actorTitle, subjectTitle } from "../../domain/journal_words.ts";
import { type DetailNames, detailWords, journalDetails } from "../../domain/journal_details.ts";
import { localDateOf, localTimeOf } from "../../domain/local_date.ts";

/** The sheet «Журнал», a row an entry, the newest first. */
export function writeJournalFile(
  rows: readonly JournalRow[],
  names: DetailNames,
): Uint8Array<ArrayBuffer> {
  const { timeZone } = names;
  return writeWorkbook([
    {
      name: "Журнал",
      widths: [10, 12, 10, 30, 22, 36, 40, 16, 50],
      frozen: 1,
      paper: "landscape",
      rows: [
        {
          dress: "head",
          cells: [
            "№",
            "День",
            "Время",
            "Кто",
            "Кем приходится",
            "Что",
            "О ком или о чем",
            "Откуда",
            "Подробности",
          ],
        },
        ...rows.map((row) => ({
          cells: [
            { number: row.id },
            { date: localDateOf(row.at, timeZone) },
            localTimeOf(row.at, timeZone),
            actorTitle(row),
            actorKind(row.actor),
            actionTitle(row.action),
            subjectTitle(row),
            row.ip,
            detailWords(journalDetails(row.detail, names)) || null,
          ],
        })),
      ],
    },
  ]);
}
