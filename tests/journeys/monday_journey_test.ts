import assert from "node:assert/strict";
import { beginMonday, take } from "./monday.ts";
import {
  consentsOnPaperAreCarriedOver,
  correctedFileReplacesAnother,
  heldLinesAreDecided,
  linesOfAnotherFileAreHeld,
  refusedRowIsMendedByHand,
  registerIsLoadedAndToldOf,
  registerIsPreviewedByClinicAndReason,
  rosterIsPreviewedAndLoaded,
  sameFileSentAgainDoublesNothing,
} from "./monday_loading.ts";
import {
  accrualsAreOnPhones,
  forgivingIsProposed,
  personIsLookedInto,
  remindersArePausedWithReason,
  runIsPreviewedAndPublished,
  secondMemberConfirms,
} from "./monday_money.ts";
import {
  decidedLinesAreListedAndDownloaded,
  journalTellsWhoDidWhat,
  refusedRowsAreListedAndDownloaded,
  sumsAgree,
} from "./monday_ends.ts";

const STEPS = [
  rosterIsPreviewedAndLoaded,
  consentsOnPaperAreCarriedOver,
  registerIsPreviewedByClinicAndReason,
  registerIsLoadedAndToldOf,
  refusedRowIsMendedByHand,
  sameFileSentAgainDoublesNothing,
  linesOfAnotherFileAreHeld,
  heldLinesAreDecided,
  correctedFileReplacesAnother,

  runIsPreviewedAndPublished,
  accrualsAreOnPhones,
  personIsLookedInto,
  remindersArePausedWithReason,
  forgivingIsProposed,
  secondMemberConfirms,

  refusedRowsAreListedAndDownloaded,
  decidedLinesAreListedAndDownloaded,
  journalTellsWhoDidWhat,
  sumsAgree,
];

for (const script of ["off", "on"] as const) {
  Deno.test(`staff's Monday, from a roster and a register to invoices and one person, script ${script}`, async () => {
    await using monday = await beginMonday(script);
    for (const step of STEPS) await take(step, monday);
    assert.equal(monday.desk.troubles.join("\n"), "");
  });
}
