import { HttpError } from "fresh";
import { defineOps } from "../../../../../state.ts";
import {
  isListName,
  LIST_WORDS,
  ROWS_OF_FILE,
  writtenList,
} from "../../../(_staff)/list_columns.tsx";
import { listHref, listView } from "../../../(_staff)/list_query.ts";
import { actorOf } from "../../../(_staff)/staff_actor.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url, params } = ctx;
    const list = params["list"];
    if (!isListName(list)) throw new HttpError(404);
    const view = listView(list, url.searchParams);
    // The page says what can't be read.
    if (view.errors.length > 0) return ctx.redirect(listHref(view), 303);
    const file = await state.useCases.staffListFile({
      query: view.query,
      written: writtenList(view.query),
      mostRows: ROWS_OF_FILE,
      actor: actorOf(state),
    });
    return new Response(file, {
      headers: {
        "content-type": XLSX,
        "content-disposition": `attachment; filename="${list}.xlsx"; filename*=UTF-8''${
          encodeURIComponent(`${LIST_WORDS[list].title}.xlsx`)
        }`,
      },
    });
  },
});
