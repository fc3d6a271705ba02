import { abandonNotice, type NewNotice, noticeStates } from "../db/cases/notices.ts";
import { readCorrection } from "../db/invoices/corrections.ts";
import { instant } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import { byEach, type MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

interface OfCorrection {
  correctionId: number;
  channels: MessageChannel[];
  now: string;
}

export function correctionActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tell } = telling(parts);
  return { tellOfCorrection, giveUpTellingOfCorrection };

  /**
   * Tells the payer by how much the invoice came down, and what is owed on it now.
   *
   * @returns the states of its notices
   */
  async function tellOfCorrection(
    { correctionId, channels, now }: OfCorrection,
  ): Promise<string[]> {
    const correction = await readCorrection(sql, correctionId);
    const { invoiceId, payerId, policyId, credited, unallocated, owed, timeZone } = correction;
    const notice: Notice = {
      template: "invoice_corrected",
      invoiceId,
      lowered: credited,
      owed,
      ahead: unallocated,
    };
    return await byEach(channels, (channel) => {
      const row: NewNotice = {
        key: toldKey(correctionId, channel),
        personId: payerId,
        policyId,
        invoiceId,
        channel,
        template: notice.template,
        dueAt: now,
      };
      return tell({ row, notice, zone: timeZone, at: instant(now) });
    });
  }

  /** @returns the states in which that leaves its notices: one channel may have told */
  async function giveUpTellingOfCorrection(
    { correctionId, channels, now }: OfCorrection,
  ): Promise<string[]> {
    const keys = channels.map((channel) => toldKey(correctionId, channel));
    for (const key of keys) await abandonNotice(sql, key, now);
    return await noticeStates(sql, keys);
  }
}

function toldKey(correctionId: number, channel: MessageChannel): string {
  return `correction/${correctionId}/${channel}`;
}
