import { HttpError } from "fresh";
import { defineOps } from "../../../../../state.ts";
import { isListName, LIST_WORDS, writtenList } from "../../../(_staff)/list_columns.tsx";
import { listQueryOf } from "../../../(_staff)/list_query.ts";
import { actorOf } from "../../../(_staff)/staff_actor.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineOps.handlers({
  async GET({ state, url, params }) {
    const list = params["list"];
    if (!isListName(list)) throw new HttpError(404);
    const file = await state.useCases.staffListFile({
      query: listQueryOf(list, url.searchParams),
      written: writtenList(list),
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
