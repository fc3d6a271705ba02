import { readNotification } from "../../adapters/payment_provider/mod.ts";
import { define } from "../../state.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const notification = readNotification(await ctx.req.json().catch(() => null));
    if (notification !== null) await ctx.state.useCases.noteBankNotification(notification);
    // Always 200: anything else makes the bank repeat what will not become readable.
    return new Response("ok");
  },
});
