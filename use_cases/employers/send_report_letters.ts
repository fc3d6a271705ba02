import type { Mailer, MailOutcome } from "../../adapters/email/mod.ts";
import type { Sql } from "../../db/connection.ts";
import {
  beginLetter,
  closeLetter,
  type DueLetter,
  type LetterStep,
  listDueLetters,
} from "../../db/employers/employer_report_letters.ts";
import { reportLetter } from "../../domain/employer_letters.ts";
import type { Instant } from "../../domain/local_date.ts";
import { isAmbiguous } from "../cases/send_notice.ts";

export interface LettersToSend {
  reportId: number;
  step: LetterStep;
  at: Instant;
  /** Where the cabinet is, without a trailing slash. */
  cabinet: string;
}

export type LettersSent =
  | { ok: true; sent: number }
  /** The server has certainly not taken one of them: call again later, for that one. */
  | { ok: false; reason: "unreachable"; code: string };

/** Tells each contact of now that a report is there, or still awaited: once, without any sum in it. */
export async function sendReportLetters(
  sql: Sql,
  mailer: Mailer,
  { reportId, step, at, cabinet }: LettersToSend,
): Promise<LettersSent> {
  let sent = 0;
  let unreachable: string | null = null;
  for (const due of await listDueLetters(sql, { reportId, step })) {
    const key = { reportId, contactId: due.contactId, step };
    if (!await beginLetter(sql, key, at)) continue;
    const outcome = await mailer.send({
      to: due.email,
      key: `employer-report/${reportId}/${step}/${due.contactId}`,
      ...reportLetter(step, letterOf(due, cabinet)),
    });
    if (outcome.ok) sent += 1;
    const result = resultOf(outcome, at);
    await closeLetter(sql, key, result);
    if (result.finishedAt === null) unreachable = result.detail;
  }
  return unreachable === null
    ? { ok: true, sent }
    : { ok: false, reason: "unreachable", code: unreachable };
}

function letterOf({ name, employer, period, formedOn, debts }: DueLetter, cabinet: string) {
  return { name, employer, period, formedOn, hasDebts: debts > 0, cabinet };
}

function resultOf(outcome: MailOutcome, at: Instant) {
  if (outcome.ok) {
    return {
      state: "sent",
      detail: null,
      providerId: outcome.providerId,
      finishedAt: at,
    } as const;
  }
  const { code } = outcome;
  const unsent = { detail: code, providerId: null };
  if (outcome.reason === "rejected") {
    return { ...unsent, state: "failed", finishedAt: at } as const;
  }
  return isAmbiguous(code)
    ? { ...unsent, state: "unknown", finishedAt: at } as const
    : { ...unsent, state: "failed", finishedAt: null } as const;
}
