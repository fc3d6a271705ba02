import { LIST_WORDS } from "./list_columns.tsx";
import {
  filterWords,
  partWord,
  type ReadFilter,
  readListFilter,
  type TypedFilter,
} from "./list_filter.ts";
import type { StaffListName, StaffListQuery } from "./list_values.tsx";
import { pathNumber } from "./staff_actor.ts";

/** The view that an address names: it is the whole state of the page. */
export interface ListView extends Pick<ReadFilter, "typed" | "errors"> {
  query: StaffListQuery;
}

/** @param words of an address, or a form's fields that keep them */
export function listView(
  list: StaffListName,
  words: { get(name: string): string | null },
): ListView {
  const sort = words.get("sort") || null;
  const direction = words.get("order") === "down" ? "descending" : "ascending";
  const { typed, filter, errors } = readListFilter(LIST_WORDS[list], words);
  const order = sort === null ? LIST_WORDS[list].order : { sort, direction } as const;
  return { query: { list, filter, ...order }, typed, errors };
}

/** How many rows an address passes over: «from=51» is the second page of fifty. */
export function pageOffset(words: { get(name: string): string | null }): number {
  return (pathNumber(words.get("from") || "1") ?? 1) - 1;
}

/** What the address of a view says of its order. */
export function orderWords({ list, sort, direction }: StaffListQuery): [string, string][] {
  const { order } = LIST_WORDS[list];
  if (sort === order.sort && direction === order.direction) return [];
  return direction === "descending" ? [["sort", sort], ["order", "down"]] : [["sort", sort]];
}

/** What the address says of the list's part. */
export function partWords(
  { list, filter }: StaffListQuery,
  wanted: string = filter.part,
): [string, string][] {
  const part = partWord(LIST_WORDS[list], wanted);
  return part === null ? [] : [["list", part]];
}

export interface ListPlace {
  /** Rows passed over. */
  offset?: number;
  /** Another filter than the view's. */
  typed?: TypedFilter;
  /** Another part of the list. */
  part?: string;
  /** The list as a file. */
  file?: true;
}

/** The address of a view. */
export function listHref({ query, typed: shown }: ListView, place: ListPlace = {}): string {
  const { offset = 0, typed = shown, part, file } = place;
  const words = filterWords(typed);
  for (const [name, value] of [...partWords(query, part), ...orderWords(query)]) {
    words.set(name, value);
  }
  if (offset > 0) words.set("from", String(offset + 1));
  return `/ops/lists/${query.list}${file ? "/file" : ""}${words.size > 0 ? `?${words}` : ""}`;
}

/** A view and its place as fields of a form that acts on the page and comes back to it. */
export function viewFields({ query, typed }: ListView, offset: number): [string, string][] {
  const words = filterWords(typed, partWord(LIST_WORDS[query.list], query.filter.part));
  if (offset > 0) words.set("from", String(offset + 1));
  return [...words];
}

/** The address of a page of its own over the rows of a list, in that page's order. */
export function workHref(
  path: string,
  { query, typed: shown }: ListView,
  { offset = 0, typed = shown, part }: Omit<ListPlace, "file"> = {},
): string {
  const word = partWord(LIST_WORDS[query.list], part ?? query.filter.part);
  const words = filterWords(typed, word);
  if (offset > 0) words.set("from", String(offset + 1));
  return words.size > 0 ? `${path}?${words}` : path;
}
