import { HttpError } from "fresh";
import { defineOps } from "../../../../../state.ts";
import { actorOf, pathNumber } from "../../../(_staff)/staff_actor.ts";

export const handler = defineOps.handlers({
  async GET(ctx) {
    const fileId = pathNumber(ctx.params["id"]);
    const exported = fileId === null
      ? null
      : await ctx.state.useCases.exportRefusals({ fileId, ...actorOf(ctx.state) });
    if (exported === null) throw new HttpError(404);
    return new Response(exported.csv, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${exported.name}"`,
      },
    });
  },
});
