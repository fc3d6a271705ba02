import { instant, localDateOf } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import { type NoticeToSend, sendNotice } from "../use_cases/cases/send_notice.ts";
import { byEach, type MessageChannel } from "./channels.ts";
import { tryAgain } from "./failure.ts";
import type { ActivityParts } from "./parts.ts";
import { letSleep } from "./quiet_hours.ts";

/** A notice, with the zone of whoever is told. */
export interface Telling extends Omit<NoticeToSend, "place"> {
  zone: string;
}

/** One piece of news for one person, by several channels. */
export interface News {
  channels: readonly MessageChannel[];
  /** Under what a channel's notice is recorded: at most one goes. */
  keyOf: (channel: MessageChannel) => string;
  about: { personId: number; policyId: number | null; invoiceId: number | null; timeZone: string };
  notice: Notice;
  now: string;
}

/** @returns the notice's state; a gateway that is away fails the activity, to be tried again */
export type Tell = (telling: Telling) => Promise<string>;

/** How activities tell people: one notice by one channel, at most once for its key. */
export function telling(
  { sql, clock, sms, mailer, publicUrl }: ActivityParts,
): { tellAtAnyHour: Tell; tell: Tell; tellByEach: (news: News) => Promise<string[]> } {
  return { tellAtAnyHour, tell, tellByEach };

  /** @returns the states of its notices */
  function tellByEach({ channels, keyOf, about, notice, now }: News): Promise<string[]> {
    const { timeZone: zone, ...whom } = about;
    return byEach(channels, (channel) => {
      const row = { ...whom, key: keyOf(channel), channel, template: notice.template, dueAt: now };
      return tell({ row, notice, zone, at: instant(now) });
    });
  }

  /** What is late waits for the morning. */
  async function tell(telling: Telling): Promise<string> {
    await letSleep({ sql, clock }, telling.row, telling.zone);
    return await tellAtAnyHour(telling);
  }

  async function tellAtAnyHour({ zone, ...toSend }: Telling): Promise<string> {
    const sent = await sendNotice(sql, { sms, mailer }, {
      ...toSend,
      place: { today: localDateOf(toSend.at, zone), cabinet: publicUrl },
    });
    if (!sent.ok) throw tryAgain(sent.code);
    return sent.state;
  }
}
