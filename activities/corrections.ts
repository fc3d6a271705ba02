import { abandonNotices } from "../db/cases/notices.ts";
import { readCorrection } from "../db/invoices/corrections.ts";
import type { Notice } from "../domain/notice_texts.ts";
import type { MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

interface OfCorrection {
  correctionId: number;
  channels: MessageChannel[];
  now: string;
}

export function correctionActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tellByEach } = telling(parts);
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
    const about = { personId: payerId, policyId, invoiceId, timeZone };
    const keyOf = (channel: MessageChannel) => toldKey(correctionId, channel);
    return await tellByEach({ channels, keyOf, about, notice, now });
  }

  /** @returns the states in which that leaves its notices: one channel may have told */
  async function giveUpTellingOfCorrection(
    { correctionId, channels, now }: OfCorrection,
  ): Promise<string[]> {
    const keys = channels.map((channel) => toldKey(correctionId, channel));
    return await abandonNotices(sql, keys, now);
  }
}

function toldKey(correctionId: number, channel: MessageChannel): string {
  return `correction/${correctionId}/${channel}`;
}
