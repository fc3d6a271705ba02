import { watchAncestors } from "./ancestors.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Resolves when we are asked to end: by Ctrl-C, a signal, a closed terminal, or
 * the end of the npx or deno that started us. The listeners stay: Ctrl-C comes
 * twice under `deno task`, and the second one must not cut the ending short.
 */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) Deno.addSignalListener(signal, () => resolve());
    watchAncestors(() => resolve());
  });
}
