import { HttpError } from "fresh";
import { defineInsured } from "../../../../state.ts";
import { statementWanted } from "../(_wanted)/statement_wanted.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const wanted = statementWanted(ctx.state, { year: ctx.params["year"], url: ctx.url });
    const file = await ctx.state.useCases.statementFile(wanted);
    if (file === null) throw new HttpError(404);
    return new Response(file, {
      headers: {
        "content-type": XLSX,
        "content-disposition":
          `attachment; filename="statement-${wanted.year}.xlsx"; filename*=UTF-8''${
            encodeURIComponent(`Выписка за ${wanted.year} год.xlsx`)
          }`,
      },
    });
  },
});
