import {
  ActivityFailure,
  type ActivityOptions,
  isCancellation,
  proxyActivities,
} from "@temporalio/workflow";
import type { Activities } from "../activities/mod.ts";

/** Postgres answers in milliseconds; while it is down, facts wait for it however long it takes. */
export const facts = proxyActivities<Activities>({
  startToCloseTimeout: "30s",
  retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "1m" },
});

/** What reaches people by the gateways: {@linkcode tellOrGiveUp}. */
export const gateways = proxyActivities<Activities>({ startToCloseTimeout: "1m" });

/**
 * The bank may take ten seconds to say nothing. A question is put by the instant it was made at, and
 * a worker that was away must not post by an old one: after ten minutes it is made anew.
 */
export const bank = proxyActivities<Activities>({
  startToCloseTimeout: "1m",
  scheduleToCloseTimeout: "10m",
  retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "1m" },
});

/**
 * Files of 200,000 rows take minutes; a worker that dies is noticed by its silence. One that reads a
 * large file is silent, too, for some seconds.
 */
export const files = proxyActivities<Activities>({
  startToCloseTimeout: "2h",
  heartbeatTimeout: "1m",
  retry: { initialInterval: "2s", backoffCoefficient: 2, maximumInterval: "5m" },
});

/** News outlives a night that its tries fall into. */
export const NEWS_HOURS = 36;

/** News, and what is written down where it could not be told. */
interface Telling<Told extends string | string[], Left> {
  /** How it stands in the Temporal UI. */
  summary: string;
  /** For how long the news is news. */
  hours: number;
  tell: (options: ActivityOptions) => Promise<Told>;
  giveUp: (options: ActivityOptions) => Promise<Left>;
}

/**
 * Tells people by their gateways. One that is down is tried again, more and more slowly, for as long
 * as the news is news; then that is written down, and the case goes on.
 *
 * @returns what the telling has answered, or else the giving up
 */
export async function tellOrGiveUp<Told extends string | string[], Left>(
  { summary, hours, tell, giveUp }: Telling<Told, Left>,
): Promise<Told | Left> {
  const told = await unlessFailed(tell({
    startToCloseTimeout: "1m",
    scheduleToCloseTimeout: `${hours}h`,
    retry: { initialInterval: "5s", backoffCoefficient: 2, maximumInterval: "15m" },
    summary,
  }));
  return told ?? await giveUp({ summary: `${summary}: не удалось` });
}

/** What an activity has answered, null where its time for tries is over. */
export async function unlessFailed<Answer extends string | object>(
  activity: Promise<Answer>,
): Promise<Answer | null> {
  try {
    return await activity;
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return null;
  }
}

/** «СМС и письмо»: by which gateways a message goes. */
export function waysOf(channels: readonly ("sms" | "email")[]): string {
  return channels.map((channel) => (channel === "sms" ? "СМС" : "письмо")).join(" и ");
}
