import { HttpError } from "fresh";
import { dayAndYear } from "../../../../../domain/russian.ts";
import { defineEmployer } from "../../../../../state.ts";
import { workbookAnswer } from "../../../(_report)/workbook_answer.ts";
import { periodIn } from "../../../(_report)/periods.ts";
import { viewIn } from "../../../(_report)/report_view.ts";

export const handler = defineEmployer.handlers({
  async GET(ctx) {
    const { useCases, owner, ip, today } = ctx.state;
    const { contactId, employerId, timeZone } = owner;
    const period = periodIn(ctx.params["period"]);
    const { filter, order } = viewIn(ctx.url.searchParams);
    const actor = { contactId, employerId, ip };
    const file = period &&
      await useCases.currentFile({ period, filter, order, today, actor, timeZone });
    if (!file) throw new HttpError(404);
    return workbookAnswer(file.content, {
      ascii: `debts-now-${today}`,
      name: `Долги на ${dayAndYear(today)}`,
    });
  },
});
