import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { EMPLOYER_REPORT_TRANSITIONS } from "./employer_report.ts";
import { FRANCHISE_TRANSITIONS } from "./franchise.ts";
import { INVOICE_TRANSITIONS } from "./invoice.ts";
import { isUndecided, PAYMENT_TRANSITIONS, type PaymentState } from "./payment.ts";
import { REFUND_TRANSITIONS } from "./refund.ts";
import { RECOVERY_TRANSITIONS } from "./recovery.ts";
import { admits, IllegalTransitionError, isFinal, next, type Transitions } from "./transitions.ts";

const TABLES: Record<string, Transitions<string, string>> = {
  franchise: FRANCHISE_TRANSITIONS,
  invoice: INVOICE_TRANSITIONS,
  payment: PAYMENT_TRANSITIONS,
  refund: REFUND_TRANSITIONS,
  recovery: RECOVERY_TRANSITIONS,
  employer_report: EMPLOYER_REPORT_TRANSITIONS,
};

const STARTS: Record<string, string> = {
  franchise: "consented",
  invoice: "published",
  payment: "created",
  refund: "created",
  recovery: "open",
  employer_report: "requested",
};

const document = readFileSync(new URL("../docs/states.md", import.meta.url), "utf8");

for (const [entity, table] of Object.entries(TABLES)) {
  Deno.test(`docs/states.md has the ${entity}'s transitions, no more and no less`, () => {
    const marked = new RegExp(`<!-- table: ${entity} -->(.*?)<!-- end -->`, "s").exec(document);
    assert.deepEqual(readMarkdown(marked?.[1] ?? ""), rowsOf(table));
  });

  Deno.test(`Every state of the ${entity} can be reached and leads to a known one`, () => {
    const reached = new Set([STARTS[entity] ?? ""]);
    for (const state of reached) {
      for (const to of Object.values(table[state] ?? {})) if (to) reached.add(to);
    }
    assert.deepEqual([...reached].sort(), Object.keys(table).sort());
  });
}

Deno.test("docs/states.md describes no entity that has no table", () => {
  const described = [...document.matchAll(/<!-- table: (\w+) -->/g)].map((match) => match[1]);
  assert.deepEqual(described, Object.keys(TABLES));
});

Deno.test("next() follows the table and throws naming the state and the event", () => {
  assert.equal(next(INVOICE_TRANSITIONS, "published", "paid_in_full"), "paid");
  assert.throws(
    () => next(INVOICE_TRANSITIONS, "paid", "term_ended"),
    (error) =>
      error instanceof IllegalTransitionError && /"paid".*"term_ended"/.test(error.message) &&
      error.state === "paid" && error.event === "term_ended",
  );
  assert.ok(admits(INVOICE_TRANSITIONS, "defaulted", "pre_trial_ended"));
  assert.ok(!admits(INVOICE_TRANSITIONS, "published", "pre_trial_ended"));
});

Deno.test("A payment holds its invoices until it is final, or cancelled", () => {
  for (const state of Object.keys(PAYMENT_TRANSITIONS) as PaymentState[]) {
    const free = isFinal(PAYMENT_TRANSITIONS, state) || state === "canceled";
    assert.equal(isUndecided(state), !free, state);
  }
});

function rowsOf(table: Transitions<string, string>): string[][] {
  return Object.entries(table).flatMap(([state, events]) => {
    const moves = Object.entries(events);
    return moves.length === 0
      ? [[state, "—", "—"]]
      : moves.map(([event, to]) => [state, event, to ?? ""]);
  });
}

/** A Markdown table's cells below its heading, however the formatter has aligned them. */
function readMarkdown(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}
