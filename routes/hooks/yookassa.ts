import { HttpError } from "fresh";
import { readNotification } from "../../adapters/payment_provider/mod.ts";
import { define } from "../../state.ts";
import { readLimited } from "../../web/limited_body.ts";

/** A notification is the payment and little else: 1 to 3 KB. */
const NOTIFICATION_LIMIT = 64 * 1024;

export const handler = define.handlers({
  async POST(ctx) {
    const body = await readLimited(ctx.req, NOTIFICATION_LIMIT);
    if (body === null) throw new HttpError(413);
    const notification = readNotification(jsonOf(body));
    if (notification !== null) await ctx.state.useCases.noteBankNotification(notification);
    // Always 200: anything else makes the bank repeat what will not become readable.
    return new Response("ok");
  },
});

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
