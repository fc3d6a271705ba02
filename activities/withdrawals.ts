import { abandonNotice, type NewNotice } from "../db/notices.ts";
import { readWithdrawal, type Withdrawal } from "../db/withdrawals.ts";
import { instant } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import type { Phone } from "../domain/phone.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

interface Telling {
  withdrawalId: number;
  channel: "sms" | "email";
  now: string;
}

export function withdrawalActivities(parts: ActivityParts) {
  const { sql, deskPhone } = parts;
  const { tellAtAnyHour } = telling(parts);
  return { tellOfWithdrawal, giveUpTellingOfWithdrawal };

  /** Confirms a withdrawal, at any hour: if it was somebody else, the morning is too late. */
  async function tellOfWithdrawal({ withdrawalId, channel, now }: Telling): Promise<string> {
    const withdrawal = await readWithdrawal(sql, withdrawalId);
    const notice = noticeOf(withdrawal);
    const row: NewNotice = {
      key: toldKey(withdrawalId, channel),
      personId: withdrawal.withdrawnBy,
      policyId: null,
      invoiceId: null,
      channel,
      template: notice.template,
      dueAt: now,
    };
    return await tellAtAnyHour({ row, notice, zone: withdrawal.timeZone, at: instant(now) });
  }

  async function giveUpTellingOfWithdrawal(
    { withdrawalId, channel, now }: Telling,
  ): Promise<void> {
    await abandonNotice(sql, toldKey(withdrawalId, channel), now);
  }

  function noticeOf({ endsOn, served }: Withdrawal): Notice {
    return endsOn === null ? { template: "cabinet_closed", deskPhone: deskPhone as Phone } : {
      template: "consent_withdrawn",
      endsOn: served ? endsOn : null,
      deskPhone: deskPhone as Phone,
    };
  }
}

function toldKey(withdrawalId: number, channel: "sms" | "email"): string {
  return `withdrawal/${withdrawalId}/${channel}`;
}
