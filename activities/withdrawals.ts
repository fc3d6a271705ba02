import { readWithdrawal, type Withdrawal } from "../db/accounts/withdrawals.ts";
import { abandonNotices, type NewNotice } from "../db/cases/notices.ts";
import { instant } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import type { Phone } from "../domain/phone.ts";
import { byEach, type Channels, channelsOf, type MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

type OfWithdrawal = Channels & { withdrawalId: number; now: string };

export function withdrawalActivities(parts: ActivityParts) {
  const { sql, deskPhone } = parts;
  const { tellAtAnyHour } = telling(parts);
  return { tellOfWithdrawal, giveUpTellingOfWithdrawal };

  /**
   * Confirms a withdrawal, at any hour: if it was somebody else, the morning is too late.
   *
   * @returns the states of its notices
   */
  async function tellOfWithdrawal({ withdrawalId, now, ...by }: OfWithdrawal): Promise<string[]> {
    const withdrawal = await readWithdrawal(sql, withdrawalId);
    const notice = noticeOf(withdrawal);
    return await byEach(channelsOf(by), (channel) => {
      const row: NewNotice = {
        key: toldKey(withdrawalId, channel),
        personId: withdrawal.withdrawnBy,
        policyId: null,
        invoiceId: null,
        channel,
        template: notice.template,
        dueAt: now,
      };
      return tellAtAnyHour({ row, notice, zone: withdrawal.timeZone, at: instant(now) });
    });
  }

  /** @returns the states in which that leaves its notices: one channel may have told */
  async function giveUpTellingOfWithdrawal(
    { withdrawalId, now, ...by }: OfWithdrawal,
  ): Promise<string[]> {
    const keys = channelsOf(by).map((channel) => toldKey(withdrawalId, channel));
    return await abandonNotices(sql, keys, now);
  }

  function noticeOf({ endsOn, served }: Withdrawal): Notice {
    return endsOn === null ? { template: "cabinet_closed", deskPhone: deskPhone as Phone } : {
      template: "consent_withdrawn",
      endsOn: served ? endsOn : null,
      deskPhone: deskPhone as Phone,
    };
  }
}

function toldKey(withdrawalId: number, channel: MessageChannel): string {
  return `withdrawal/${withdrawalId}/${channel}`;
}
