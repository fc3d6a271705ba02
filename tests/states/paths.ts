import type { State } from "./state.ts";

/** The pattern of the path that a state shows at last. */
export function shownPath({ path, shows = path }: State): string {
  return shows.replace(/\?.*/, "");
}
