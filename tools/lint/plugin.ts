/// <reference lib="deno.unstable" />
import { noBarrel, noDefaultExport } from "./exports.ts";
import { layers } from "./layers.ts";
import { names } from "./names.ts";
import { noClock, noDeno, noEnvironment } from "./surroundings.ts";

/** The product's own rules for `deno lint`; docs/architecture.md gives their reasons. */
const plugin: Deno.lint.Plugin = {
  name: "fifth",
  rules: {
    layers,
    names,
    "no-barrel": noBarrel,
    "no-clock": noClock,
    "no-default-export": noDefaultExport,
    "no-deno": noDeno,
    "no-environment": noEnvironment,
  },
};

export default plugin;
