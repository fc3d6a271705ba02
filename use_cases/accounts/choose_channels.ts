import { setReminderChannels } from "../../db/accounts/contacts.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { ReminderChannels } from "../../domain/channels.ts";
import type { Clock } from "../../domain/clock.ts";

export interface ChannelChoice {
  accountId: number;
  personId: number;
  channels: ReminderChannels;
  ip: string;
}

export type ChosenChannels =
  | { ok: true }
  /** A reminder has to come by something. */
  | { ok: false; reason: "none" };

/** Sets on which channels the person's reminders go from now on. */
export async function chooseChannels(
  sql: Sql,
  clock: Clock,
  { accountId, personId, channels, ip }: ChannelChoice,
): Promise<ChosenChannels> {
  if (!channels.sms && !channels.email) return { ok: false, reason: "none" };
  await transaction(sql, async (sql) => {
    await setReminderChannels(sql, accountId, channels);
    await writeJournal(sql, {
      actor: `person/${personId}`,
      action: "channels_chosen",
      subject: `person/${personId}`,
      detail: { sms: Number(channels.sms), email: Number(channels.email) },
      ip,
      at: clock.now(),
    });
  });
  return { ok: true };
}
