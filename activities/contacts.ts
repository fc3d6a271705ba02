import { type ContactChange, readContactChange } from "../db/accounts/contacts.ts";
import { abandonNotice, type NewNotice, readContact } from "../db/cases/notices.ts";
import { lastDigits, maskEmail } from "../domain/contact.ts";
import { instant } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import type { Phone } from "../domain/phone.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

export function contactActivities(parts: ActivityParts) {
  const { sql, deskPhone } = parts;
  const { tellAtAnyHour } = telling(parts);
  return { tellOldContact, giveUpTellingOldContact };

  /**
   * Tells the contact that was the account's before, at any hour: if somebody else has changed it,
   * the morning is too late.
   */
  async function tellOldContact(
    { changeId, now }: { changeId: number; now: string },
  ): Promise<string> {
    const change = await readContactChange(sql, changeId);
    const { kind, oldValue, personId } = change;
    const row: NewNotice = {
      key: toldKey(changeId),
      personId,
      policyId: null,
      invoiceId: null,
      channel: kind === "phone" ? "sms" : "email",
      template: "contact_changed",
      dueAt: now,
    };
    const { timeZone } = await readContact(sql, personId);
    return await tellAtAnyHour({
      row,
      notice: noticeOf(change),
      zone: timeZone,
      at: instant(now),
      to: kind === "phone" ? { phone: oldValue } : { email: oldValue },
    });
  }

  async function giveUpTellingOldContact(
    { changeId, now }: { changeId: number; now: string },
  ): Promise<void> {
    await abandonNotice(sql, toldKey(changeId), now);
  }

  function noticeOf({ kind, newValue }: ContactChange): Notice {
    return {
      template: "contact_changed",
      kind,
      masked: kind === "phone" ? lastDigits(newValue as Phone) : maskEmail(newValue),
      deskPhone: deskPhone as Phone,
    };
  }
}

function toldKey(changeId: number): string {
  return `contact/${changeId}/told`;
}
