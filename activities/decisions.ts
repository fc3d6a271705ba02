import { readForgiving } from "../db/cases/forgivings.ts";
import { abandonNotice, type NewNotice, noticeStates } from "../db/cases/notices.ts";
import { instant } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import { byEach, type MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

interface OfForgiving {
  decisionId: number;
  channels: MessageChannel[];
  now: string;
}

export function decisionActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tell } = telling(parts);
  return { tellOfForgiving, giveUpTellingOfForgiving };

  /**
   * Tells the payer how much of the debt was forgiven, and what is owed on the invoice now.
   *
   * @returns the states of its notices
   */
  async function tellOfForgiving(
    { decisionId, channels, now }: OfForgiving,
  ): Promise<string[]> {
    const forgiving = await readForgiving(sql, decisionId);
    const { invoiceId, payerId, policyId, forgiven, owed, timeZone } = forgiving;
    const notice: Notice = { template: "debt_forgiven", invoiceId, forgiven, owed };
    return await byEach(channels, (channel) => {
      const row: NewNotice = {
        key: toldKey(decisionId, channel),
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
  async function giveUpTellingOfForgiving(
    { decisionId, channels, now }: OfForgiving,
  ): Promise<string[]> {
    const keys = channels.map((channel) => toldKey(decisionId, channel));
    for (const key of keys) await abandonNotice(sql, key, now);
    return await noticeStates(sql, keys);
  }
}

function toldKey(decisionId: number, channel: MessageChannel): string {
  return `decision/${decisionId}/${channel}`;
}
