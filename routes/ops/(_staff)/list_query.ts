import { typedText } from "../../(_frame)/typed_text.ts";
import { LIST_WORDS, type StaffListName, type StaffListQuery } from "./list_columns.tsx";

/** The view that an address names: it is the whole state of the page. */
export function listQueryOf(list: StaffListName, words: URLSearchParams): StaffListQuery {
  const sort = words.get("sort");
  const direction = words.get("order") === "down" ? "descending" : "ascending";
  return {
    list,
    who: typedText(words.get("who") ?? ""),
    org: words.get("org") ?? "",
    ...sort === null ? LIST_WORDS[list].order : { sort, direction },
  };
}

/** The address of a view; `offset` rows are passed over. */
export function listHref(query: StaffListQuery, { offset = 0, file = "" } = {}): string {
  const words = new URLSearchParams();
  if (query.who !== "") words.set("who", query.who);
  if (query.org !== "") words.set("org", query.org);
  const { order } = LIST_WORDS[query.list];
  if (query.sort !== order.sort || query.direction !== order.direction) {
    words.set("sort", query.sort);
    if (query.direction === "descending") words.set("order", "down");
  }
  if (offset > 0) words.set("from", String(offset + 1));
  return `/ops/lists/${query.list}${file}${words.size > 0 ? `?${words}` : ""}`;
}
