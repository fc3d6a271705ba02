import { defineOps } from "../../../../state.ts";
import { readSearch, searchHref, typedSearch } from "../../(_staff)/journal_search.ts";
import { actorOf, INSURER_ZONE } from "../../(_staff)/staff_actor.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const typed = typedSearch(url.searchParams);
    const { search, errors } = readSearch(typed);
    if (errors.length > 0) return ctx.redirect(searchHref("/ops/journal", typed), 303);
    const written = await state.useCases.journalFile({
      search,
      timeZone: INSURER_ZONE,
      actor: actorOf(state),
    });
    if (!written.ok) {
      return ctx.redirect(searchHref("/ops/journal", typed, [["too_long", ""]]), 303);
    }
    return new Response(written.file, {
      headers: {
        "content-type": XLSX,
        "content-disposition": `attachment; filename="journal.xlsx"; filename*=UTF-8''${
          encodeURIComponent("Журнал.xlsx")
        }`,
      },
    });
  },
});
