/** What the client needs to restore signals; a module of its own, for pages that have some. */
export { computed, signal } from "@preact/signals";
