/** Ways that a message goes by; a call is a task of the contact centre. */
export type MessageChannel = "sms" | "email";

/** Cases that began before all channels went at once hand over one. */
export type Channels =
  | { channels: readonly MessageChannel[] }
  | { channel: MessageChannel };

export function channelsOf(told: Channels): readonly MessageChannel[] {
  return "channels" in told ? told.channels : [told.channel];
}

/**
 * Tells by every channel at once, in one activity: each has its own notice, so a try that is repeated
 * repeats only what has not gone yet.
 *
 * @throws what the first channel that failed has thrown, after all have ended
 */
export async function byEach(
  channels: readonly MessageChannel[],
  tell: (channel: MessageChannel) => Promise<string>,
): Promise<string[]> {
  const ended = await Promise.allSettled(channels.map(tell));
  return ended.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
}
