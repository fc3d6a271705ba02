import { readInvoiceCase } from "../db/cases/cases.ts";
import {
  abandonNotice,
  finishedNotices,
  type NewNotice,
  recordNotice,
} from "../db/cases/notices.ts";
import { listCredits, readRecovery, type RecoveryCase } from "../db/invoices/recoveries.ts";
import { listKeyRates } from "../db/rates.ts";
import { addMonths, type Instant, instant, localDateOf, startOfDay } from "../domain/local_date.ts";
import { type Penalty, penaltyOf } from "../domain/penalty.ts";
import { awake, reminderInstant } from "../domain/reminder_plan.ts";
import { byEach, type MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

/** What a recovery's workflow goes by; instants are ISO, dates local. */
export interface RecoveryStanding {
  employerId: number;
  franchiseId: number;
  closed: "paid" | "default_reversed" | null;
  owedKopecks: number;
  /** The local day that the penalty is counted to. */
  today: string;
  penaltyKopecks: number;
  /** False where days lack a rate: they are not counted. */
  penaltyComplete: boolean;
  /** When the person is to be told of the opening; null once that is done. */
  tellAt: string | null;
  untold: MessageChannel[];
  nextMonthAt: string;
}

interface Told {
  invoiceId: number;
  /** When it was due. */
  at: string;
  now: string;
}

export function recoveryActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tell } = telling(parts);
  return {
    readRecovery: readStanding,
    tellOfRecovery,
    giveUpTellingOfRecovery,
  };

  async function readStanding(
    input: { invoiceId: number; now: string },
  ): Promise<RecoveryStanding> {
    const now = instant(input.now);
    const recovery = await existing(input.invoiceId);
    const invoice = await readInvoiceCase(sql, input.invoiceId);
    const { employerId, franchiseId, owedKopecks, timeZone } = invoice;
    const today = localDateOf(now, timeZone);
    const penalty = await penaltyOn(recovery, now);
    const finished = await finishedNotices(sql, input.invoiceId);
    const untold = recovery.closedAt !== null
      ? []
      : (["sms", "email"] as const).filter((channel) =>
        !finished.has(noticeKey(input.invoiceId, channel))
      );
    const key = `invoice/${input.invoiceId}/recovery`;
    const morning = reminderInstant(localDateOf(recovery.openedAt, timeZone), timeZone, key);
    const tellAt = now < morning ? morning : awake(now, timeZone, key);
    return {
      employerId,
      franchiseId,
      closed: recovery.closedReason,
      owedKopecks,
      today,
      penaltyKopecks: penalty.total,
      penaltyComplete: penalty.gaps.length === 0,
      tellAt: untold.length > 0 ? tellAt : null,
      untold,
      nextMonthAt: startOfDay(addMonths(today, 1), timeZone),
    };
  }

  function tellOfRecovery(
    { channels, ...told }: Told & { channels: MessageChannel[] },
  ): Promise<string[]> {
    return byEach(channels, (channel) => tellBy(channel, told));
  }

  async function tellBy(
    channel: MessageChannel,
    { invoiceId, at, now }: Told,
  ): Promise<string> {
    const told = instant(now);
    const recovery = await existing(invoiceId);
    const invoice = await readInvoiceCase(sql, invoiceId);
    const row: NewNotice = {
      key: noticeKey(invoiceId, channel),
      personId: invoice.payerId,
      policyId: invoice.policyId,
      invoiceId,
      channel,
      template: "recovery",
      dueAt: at,
    };
    // Paid while the gateway was away: nothing more is to be told.
    if (recovery.closedAt !== null || invoice.owedKopecks <= 0) {
      await recordNotice(sql, row, { state: "skipped", detail: "not_due_any_more", at: now });
      return "skipped";
    }
    const penalty = await penaltyOn(recovery, told);
    return await tell({
      row,
      notice: {
        template: "recovery",
        invoiceId,
        owed: invoice.owedKopecks,
        dueOn: invoice.dueOn,
        penalty: penalty.total,
        penaltyComplete: penalty.gaps.length === 0,
      },
      zone: invoice.timeZone,
      at: told,
    });
  }

  async function giveUpTellingOfRecovery(
    { invoiceId, channels, now }: Omit<Told, "at"> & { channels: MessageChannel[] },
  ): Promise<void> {
    for (const channel of channels) {
      await abandonNotice(sql, noticeKey(invoiceId, channel), now);
    }
  }

  async function existing(invoiceId: number): Promise<RecoveryCase> {
    const recovery = await readRecovery(sql, invoiceId);
    if (recovery === null) throw new Error(`There is no recovery of invoice ${invoiceId}`);
    return recovery;
  }

  async function penaltyOn(recovery: RecoveryCase, now: Instant): Promise<Penalty> {
    const { invoiceId, contractRateBp } = recovery;
    const { totalKopecks, dueOn, timeZone } = await readInvoiceCase(sql, invoiceId);
    const credits = await listCredits(sql, invoiceId);
    return penaltyOf({
      total: totalKopecks,
      credits: credits.map(({ at, ...credit }) => ({ on: localDateOf(at, timeZone), ...credit })),
      dueOn,
      until: localDateOf(now, timeZone),
      rates: await listKeyRates(sql),
      contractBasisPoints: contractRateBp,
    });
  }
}

function noticeKey(invoiceId: number, channel: MessageChannel): string {
  return `invoice/${invoiceId}/recovery/${channel}`;
}
