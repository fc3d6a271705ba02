import { HttpError } from "fresh";
import { defineOps } from "../../../../../state.ts";
import { actorOf, pathNumber } from "../../../(_staff)/staff_actor.ts";

export const handler = defineOps.handlers({
  async POST(ctx) {
    const { state } = ctx;
    const decisionId = pathNumber(ctx.params["id"]);
    const withdrawn = decisionId === null
      ? { ok: false, reason: "unknown" } as const
      : await state.useCases.withdrawProposal({ decisionId, actor: actorOf(state) });
    if (!withdrawn.ok && withdrawn.reason === "unknown") throw new HttpError(404);
    const outcome = withdrawn.ok ? "withdrawn" : `problem=${withdrawn.reason}`;
    return ctx.redirect(`/ops/decisions/${decisionId}?${outcome}`, 303);
  },
});
