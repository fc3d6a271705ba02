/// <reference lib="deno.unstable" />
import { placeOf } from "./places.ts";

const EMPTY_WORDS = ["utils", "util", "helpers", "helper", "common", "misc", "shared", "lib"];

/** A name says what a thing is in the field's words, not that it is a thing. */
export const names: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const words = placeOf(context.filename).split(/[/._-]/);
        const empty = words.find((word) => EMPTY_WORDS.includes(word.toLowerCase()));
        if (empty) context.report({ node, message: `"${empty}" in a path says nothing` });
      },
      ClassDeclaration: (node) => check(node.id, /(Service|Manager|Helper|Impl|Utils?)$/),
      FunctionDeclaration: (node) => check(node.id, /(Service|Manager|Helper|Impl|Utils?)$/),
      // A type may be a medical service.
      TSInterfaceDeclaration: (node) => check(node.id, /(Manager|Helper|Impl|Utils?)$/),
      TSTypeAliasDeclaration: (node) => check(node.id, /(Manager|Helper|Impl|Utils?)$/),
    };

    function check(id: Deno.lint.Identifier | null, empty: RegExp): void {
      if (id && empty.test(id.name)) {
        context.report({ node: id, message: `"${id.name}" says how it is built, not what it is` });
      }
    }
  },
};
