/**
 * What pages and islands import: it runs on the server and in the browser.
 * @module
 */
import { type ComponentChildren, Fragment, h, type VNode } from "preact";

export { HttpError } from "./http_error.ts";

/** True in the browser, false on the server. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** The query parameter that carries the build id. */
export const BUILD_PARAMETER = "__frsh_c";

/** Comments round what `Head` takes out of the page. */
export const HEAD_START = "fresh-head";
export const HEAD_END = "/fresh-head";

let buildId = "";

/** Sets the build id that `asset` adds. Called by the server's render and the browser's start. */
export function setBuildId(id: string): void {
  buildId = id;
}

/** Adds the build id to a static file's path, so that browsers may keep the file for good. */
export function asset(path: string): string {
  if (buildId === "" || !path.startsWith("/") || path.startsWith("//")) {
    return path;
  }
  const [, name = "", query = "", hash = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(path) ?? [];
  return `${name}${query === "" ? "?" : `${query}&`}${BUILD_PARAMETER}=${buildId}${hash}`;
}

/** Puts its children into the document's head; a title or meta of the same name is replaced. */
export function Head(props: { children?: ComponentChildren }): VNode | null {
  if (IS_BROWSER) return null;
  return h(
    Fragment,
    null,
    comment(HEAD_START),
    props.children,
    comment(HEAD_END),
  );
}

/** Marks a part that Fresh can replace alone. Here pages always load whole: only the children. */
export function Partial(
  props: {
    name: string;
    mode?: "replace" | "append" | "prepend";
    children?: ComponentChildren;
  },
): VNode {
  return h(Fragment, null, props.children);
}

/** An HTML comment as a node, in server rendering. */
export function comment(text: string): VNode {
  const props = { UNSTABLE_comment: text };
  return h(Fragment, props as Record<string, unknown>);
}
