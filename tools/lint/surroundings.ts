/// <reference lib="deno.unstable" />
import { isAmong, isFree, placeOf } from "./places.ts";

/** What the worker loads; it runs on Node as well. What browsers load goes by the same rule. */
const WITHOUT_DENO = [
  "domain/",
  "db/",
  "adapters/",
  "activities/",
  "workflows/",
  "use_cases/",
  "relay/",
  "components/",
  "islands/",
  "config.ts",
  "clock.ts",
  "logging.ts",
  "worker.ts",
];

/** Entries hand the environment to config.ts; nobody else looks at it. */
const SEES_ENVIRONMENT = ["main.ts", "worker.ts", "web.ts", "dev.ts", "sandbox/main.ts"];

/** Where the time of day is handed in. */
const WITHOUT_CLOCK = [
  "domain/",
  "use_cases/",
  "db/",
  "activities/",
  "adapters/",
  "components/",
  "routes/",
  "web/",
];

export const noDeno: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (isFree(place) || !isAmong(place, WITHOUT_DENO)) return {};
    return {
      Identifier(node) {
        if (node.name === "Deno") {
          context.report({
            node,
            message: "the worker runs on Node too, which has no Deno global",
          });
        }
      },
    };
  },
};

export const noEnvironment: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (isFree(place) || isAmong(place, SEES_ENVIRONMENT)) return {};
    return {
      MemberExpression(node) {
        const { object, property } = node;
        const owner = object.type === "Identifier" ? object.name : "";
        const name = property.type === "Identifier" ? property.name : "";
        if ((owner === "Deno" || owner === "process") && name === "env") {
          context.report({
            node,
            message: "only config.ts reads the environment, and entries hand it over",
          });
        }
      },
    };
  },
};

export const noClock: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (isFree(place) || !isAmong(place, WITHOUT_CLOCK)) return {};
    const message = "the time of day is handed in: by a Clock, or by who calls";
    return {
      NewExpression(node) {
        const { callee } = node;
        const today = callee.type === "Identifier" && callee.name === "Date";
        if (today && node.arguments.length === 0) context.report({ node, message });
      },
      MemberExpression(node) {
        const { object, property } = node;
        const owner = object.type === "Identifier" ? object.name : "";
        const name = property.type === "Identifier" ? property.name : "";
        if (owner === "Date" && name === "now") context.report({ node, message });
      },
      TaggedTemplateExpression(node) {
        const text = node.quasi.quasis.map((part) => part.raw).join(" ");
        const clock = /\b(now\(\)|current_(date|time|timestamp)\b|clock_timestamp\(\))/i;
        if (clock.test(text)) context.report({ node, message });
      },
    };
  },
};
