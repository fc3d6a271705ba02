import { z } from "zod";

export interface Notification {
  event: typeof EVENTS[number];
  /** The payment, or the refund, to read again. */
  providerId: string;
}

const EVENTS = [
  "payment.succeeded",
  "payment.waiting_for_capture",
  "payment.canceled",
  "refund.succeeded",
] as const;

const notification = z.object({
  type: z.literal("notification"),
  event: z.enum(EVENTS),
  object: z.object({ id: z.string().regex(/^[\w-]{1,64}$/) }),
});

/**
 * What a YooKassa notification is about, or null if it is none of ours to act on. It is not signed,
 * so nothing else of it is taken: read the payment or the refund.
 */
export function readNotification(body: unknown): Notification | null {
  const parsed = notification.safeParse(body);
  if (!parsed.success) return null;
  return { event: parsed.data.event, providerId: parsed.data.object.id };
}
