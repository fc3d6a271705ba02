/// <reference lib="deno.unstable" />
import { posix } from "node:path";
import { isAmong, isFree, placeOf } from "./places.ts";

/** What a layer may import, besides its own files. Patterns are those of {@linkcode isAmong}. */
interface Layer {
  files: readonly string[];
  from?: readonly string[];
  /** Out of `from`, yet not for this layer. */
  never?: readonly string[];
  /** Of these only types: nothing of them is loaded. */
  types?: readonly string[];
  /** Packages of npm and Node's own modules. */
  packages?: readonly string[];
}

/** The map of the product: who may know of whom. The first layer that holds a file counts. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  domain: { files: ["domain/"] },
  db: {
    files: ["db/"],
    from: ["domain/"],
    // A bank's request is stored as it goes out, to the byte.
    types: ["adapters/*/mod.ts"],
    packages: ["postgres"],
  },
  adapters: { files: ["adapters/"], from: ["domain/"], packages: ["*", "*/", "@*/"] },
  workflows: {
    files: ["workflows/"],
    from: ["domain/"],
    // The calendar is data with a version, in Postgres: a replay must not depend on today's.
    never: ["domain/calendar.ts", "domain/holidays.ts", "domain/working_days.ts"],
    types: ["activities/"],
    packages: ["@temporalio/workflow", "@temporalio/common"],
  },
  activities: {
    files: ["activities/"],
    from: ["domain/", "db/", "use_cases/", "adapters/*/mod.ts"],
    packages: ["@temporalio/activity"],
  },
  use_cases: {
    files: ["use_cases/"],
    from: ["domain/", "db/", "workflows/contract.ts", "adapters/*/mod.ts", "adapters/spreadsheet/"],
    packages: ["node:crypto", "xlsx"],
  },
  relay: {
    files: ["relay/"],
    from: [
      "domain/",
      "db/",
      "use_cases/",
      "logging.ts",
      "workflows/contract.ts",
      "workflows/search_attributes.ts",
    ],
    packages: ["@temporalio/client", "@temporalio/common", "@temporalio/proto"],
  },
  components: {
    files: ["components/"],
    from: ["domain/"],
    packages: ["preact", "preact/", "fresh/runtime"],
  },
  islands: {
    files: ["islands/"],
    from: ["domain/", "components/"],
    packages: ["preact", "preact/", "@preact/signals", "fresh/runtime"],
  },
  // A provider's notification comes in that provider's words.
  hooks: {
    files: ["routes/hooks/"],
    from: ["domain/", "state.ts", "web/", "adapters/*/mod.ts"],
    packages: ["fresh"],
  },
  routes: {
    files: ["routes/"],
    from: ["domain/", "state.ts", "components/", "islands/", "web/"],
    packages: ["preact", "preact/", "@preact/signals", "fresh", "fresh/runtime"],
  },
  web: {
    files: ["web/"],
    from: ["domain/"],
    packages: ["fresh", "fresh/runtime", "preact", "preact/", "node:zlib"],
  },
  state: {
    files: ["state.ts"],
    from: ["domain/"],
    types: ["use_cases/mod.ts"],
    packages: ["fresh"],
  },
  app: {
    files: ["app.ts"],
    from: ["domain/", "state.ts", "web/", "logging.ts", "fresh.config.ts"],
    types: ["use_cases/mod.ts"],
    packages: ["fresh"],
  },
  settings: { files: ["config.ts"], packages: ["zod"] },
  clock: { files: ["clock.ts"], from: ["domain/"] },
  logging: { files: ["logging.ts"] },
  "the framework's options": { files: ["fresh.config.ts"], packages: ["fresh"] },
  // The outside world and the framework share no code with the product.
  sandbox: { files: ["sandbox/"], packages: ["*", "*/", "@*/"] },
  fresh: { files: ["fresh/"], packages: ["*", "*/", "@*/"] },
};

/** Holds the map of {@linkcode LAYERS}: a file imports only what its layer may know. */
export const layers: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    const found = isFree(place)
      ? undefined
      : Object.entries(LAYERS).find(([, { files }]) => isAmong(place, files));
    if (found === undefined) return {};
    const [name, layer] = found;

    return {
      ImportDeclaration(node) {
        const typesOnly = node.importKind === "type" ||
          node.specifiers.length > 0 &&
            node.specifiers.every((specifier) =>
              specifier.type === "ImportSpecifier" && specifier.importKind === "type"
            );
        check(node, node.source.value, typesOnly);
      },
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === "type"),
      ExportNamedDeclaration(node) {
        if (node.source) check(node, node.source.value, node.exportKind === "type");
      },
      ImportExpression(node) {
        if (node.source.type === "Literal" && typeof node.source.value === "string") {
          check(node, node.source.value, false);
        }
      },
    };

    function check(node: Deno.lint.Node, specifier: string, typesOnly: boolean): void {
      if (!specifier.startsWith(".")) {
        if (isAmong(specifier, layer.packages ?? [])) return;
        context.report({ node, message: `${name} may not import the package ${specifier}` });
        return;
      }
      const target = posix.join(posix.dirname(place), specifier);
      const allowed = typesOnly ? [...layer.from ?? [], ...layer.types ?? []] : layer.from ?? [];
      const known = isAmong(target, layer.files) || isAmong(target, allowed);
      if (known && !isAmong(target, layer.never ?? [])) return;
      const onlyTypes = !typesOnly && isAmong(target, layer.types ?? []);
      context.report({
        node,
        message: `${name} may not import ${target}${onlyTypes ? ", except for its types" : ""}`,
        hint: "docs/architecture.md tells what may import what, and why.",
      });
    }
  },
};
