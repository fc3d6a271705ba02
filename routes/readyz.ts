import { define } from "../state.ts";

/** The process can work: the database answers and is migrated. */
export const handler = define.handlers({
  async GET(ctx) {
    const ready = await ctx.state.useCases.isReady();
    return new Response(ready ? "ready" : "the database does not answer", {
      status: ready ? 200 : 503,
    });
  },
});
