import { HttpError } from "fresh";
import { defineEmployer } from "../../../../../state.ts";
import { periodIn, reportPath } from "../../../(_report)/periods.ts";

export const handler = defineEmployer.handlers({
  async POST(ctx) {
    const { state } = ctx;
    const { contactId, employerId } = state.owner;
    const period = periodIn(ctx.params["period"]);
    const acknowledged = period && await state.useCases.acknowledgeReport({
      period,
      actor: { contactId, employerId, ip: state.ip },
    });
    if (!acknowledged || (!acknowledged.ok && acknowledged.reason === "unknown")) {
      throw new HttpError(404);
    }
    return ctx.redirect(`${reportPath(period)}${acknowledged.ok ? "?acknowledged" : ""}`, 303);
  },
});
