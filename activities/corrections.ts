import { readCorrection } from "../db/corrections.ts";
import { abandonNotice, type NewNotice } from "../db/notices.ts";
import { instant } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

interface Telling {
  correctionId: number;
  channel: "sms" | "email";
  now: string;
}

export function correctionActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tell } = telling(parts);
  return { tellOfCorrection, giveUpTellingOfCorrection };

  /** Tells the payer by how much the invoice came down, and what is owed on it now. */
  async function tellOfCorrection(
    { correctionId, channel, now }: Telling,
  ): Promise<string> {
    const correction = await readCorrection(sql, correctionId);
    const { invoiceId, payerId, policyId, credited, unallocated, owed, timeZone } = correction;
    const notice: Notice = {
      template: "invoice_corrected",
      invoiceId,
      lowered: credited,
      owed,
      ahead: unallocated,
    };
    const row: NewNotice = {
      key: toldKey(correctionId, channel),
      personId: payerId,
      policyId,
      invoiceId,
      channel,
      template: notice.template,
      dueAt: now,
    };
    return await tell({ row, notice, zone: timeZone, at: instant(now) });
  }

  async function giveUpTellingOfCorrection(
    { correctionId, channel, now }: Telling,
  ): Promise<void> {
    await abandonNotice(sql, toldKey(correctionId, channel), now);
  }
}

function toldKey(correctionId: number, channel: "sms" | "email"): string {
  return `correction/${correctionId}/${channel}`;
}
