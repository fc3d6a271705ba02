import { localDateOf } from "../domain/local_date.ts";
import { type NoticeToSend, sendNotice } from "../use_cases/cases/send_notice.ts";
import { tryAgain } from "./failure.ts";
import type { ActivityParts } from "./parts.ts";
import { letSleep } from "./quiet_hours.ts";

/** A notice, with the zone of whoever is told. */
export interface Telling extends Omit<NoticeToSend, "place"> {
  zone: string;
}

/** @returns the notice's state; a gateway that is away fails the activity, to be tried again */
export type Tell = (telling: Telling) => Promise<string>;

/** How activities tell people: one notice by one channel, at most once for its key. */
export function telling(
  { sql, clock, sms, mailer, publicUrl }: ActivityParts,
): { tellAtAnyHour: Tell; tell: Tell } {
  return { tellAtAnyHour, tell };

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
