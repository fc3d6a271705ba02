/// <reference lib="deno.unstable" />
import { isAmong, placeOf } from "./places.ts";

/** Where whoever loads the file asks for its default export: Fresh, `deno serve`, `deno lint`. */
const DEFAULT_EXPORTS = [
  "routes/",
  "islands/",
  "web.ts",
  "tools/lint/plugin.ts",
  "fresh/testdata/",
];

/** Doors of a folder, and of the stand-in, which has Fresh's own. */
const DOORS = ["*/mod.ts", "*/*/mod.ts", "fresh/dev.ts", "fresh/runtime.ts"];

/** A thing has one name everywhere. */
export const noDefaultExport: Deno.lint.Rule = {
  create(context) {
    if (isAmong(placeOf(context.filename), DEFAULT_EXPORTS)) return {};
    return {
      ExportDefaultDeclaration(node) {
        context.report({ node, message: "default exports are for routes and islands" });
      },
    };
  },
};

/** Files import from where a thing is written, or from a folder's `mod.ts`. */
export const noBarrel: Deno.lint.Rule = {
  create(context) {
    const door = isAmong(placeOf(context.filename), DOORS);
    return {
      ExportAllDeclaration(node) {
        context.report({ node, message: "name what is exported" });
      },
      ExportNamedDeclaration(node) {
        // What a package exports is somebody else's: passing it on gives it a place of ours.
        if (!door && node.source?.value.startsWith(".")) {
          context.report({
            node,
            message: "only a folder's mod.ts exports what others have written",
          });
        }
      },
    };
  },
};
