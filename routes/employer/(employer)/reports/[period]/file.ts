import { HttpError } from "fresh";
import { reportTitle } from "../../../../../domain/employer_letters.ts";
import { defineEmployer } from "../../../../../state.ts";
import { periodIn } from "../../../(_report)/periods.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineEmployer.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const { contactId, employerId } = owner;
    const period = periodIn(ctx.params["period"]);
    const file = period &&
      await useCases.reportFile({ period, actor: { contactId, employerId, ip } });
    if (!file) throw new HttpError(404);
    const name = `${reportTitle(file.formedOn)}.xlsx`;
    return new Response(file.content, {
      headers: {
        "content-type": XLSX,
        "content-disposition": `attachment; filename="debts-${file.formedOn}.xlsx"; ` +
          `filename*=UTF-8''${encodeURIComponent(name)}`,
      },
    });
  },
});
