import { HttpError } from "fresh";
import { reportTitle } from "../../../../../domain/employer_letters.ts";
import { defineEmployer } from "../../../../../state.ts";
import { periodIn } from "../../../(_report)/periods.ts";
import { workbookAnswer } from "../../../(_report)/workbook_answer.ts";

export const handler = defineEmployer.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const { contactId, employerId } = owner;
    const period = periodIn(ctx.params["period"]);
    const file = period &&
      await useCases.reportFile({ period, actor: { contactId, employerId, ip } });
    if (!file) throw new HttpError(404);
    return workbookAnswer(file.content, {
      ascii: `debts-${file.formedOn}`,
      name: reportTitle(file.formedOn),
    });
  },
});
