import { readForgiving } from "../db/cases/forgivings.ts";
import { abandonNotices } from "../db/cases/notices.ts";
import type { Notice } from "../domain/notice_texts.ts";
import type { MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

interface OfForgiving {
  decisionId: number;
  channels: MessageChannel[];
  now: string;
}

export function decisionActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tellByEach } = telling(parts);
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
    const about = { personId: payerId, policyId, invoiceId, timeZone };
    const keyOf = (channel: MessageChannel) => toldKey(decisionId, channel);
    return await tellByEach({ channels, keyOf, about, notice, now });
  }

  /** @returns the states in which that leaves its notices: one channel may have told */
  async function giveUpTellingOfForgiving(
    { decisionId, channels, now }: OfForgiving,
  ): Promise<string[]> {
    const keys = channels.map((channel) => toldKey(decisionId, channel));
    return await abandonNotices(sql, keys, now);
  }
}

function toldKey(decisionId: number, channel: MessageChannel): string {
  return `decision/${decisionId}/${channel}`;
}
