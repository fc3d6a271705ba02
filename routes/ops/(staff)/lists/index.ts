import { defineOps } from "../../../../state.ts";

export const handler = defineOps.handlers({
  GET(ctx) {
    return ctx.redirect("/ops/lists/defaults", 303);
  },
});
