import { HttpError } from "fresh";
import { defineEmployer } from "../../../../../state.ts";
import { periodIn, reportPath } from "../../../(_report)/periods.ts";
import { withOutcome } from "../../../(_report)/report_view.ts";

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
    const path = reportPath(period);
    if (!acknowledged.ok && acknowledged.reason !== "known") return ctx.redirect(path, 303);
    const kind = acknowledged.ok ? "acknowledged" : "known";
    return ctx.redirect(withOutcome(path, { kind }), 303);
  },
});
