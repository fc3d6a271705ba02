import type { FreshConfig } from "fresh";

/** Options of the Builder; dev.ts reads them. */
export const buildOptions = {
  target: ["chrome120", "firefox121", "safari17"],
  root: import.meta.dirname!,
  serverEntry: "./main.ts",
};

/** Options of the App; app.ts reads them. */
export const appOptions: FreshConfig = {};
