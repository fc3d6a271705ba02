import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findTests, loads } from "./test_files.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SDK = ["@temporalio/worker", "@temporalio/testing"];

Deno.test("every test file is found once, and nothing of the dependencies", () => {
  const found = findTests([ROOT]).map((path) => path.slice(ROOT.length));
  assert.ok(
    found.includes("tools/test_files_test.ts") && found.includes("components/page/form_test.tsx"),
  );
  assert.equal(new Set(found).size, found.length);
  assert.ok(!found.some((path) => path.includes("node_modules") || path.startsWith(".")));
  assert.ok(!found.includes("tools/run_tests.ts"));
});

Deno.test("a file that uses Temporal's SDK is told from one that does not, however far it imports it", () => {
  assert.ok(loads(`${ROOT}workflows/invoice_test.ts`, SDK));
  assert.ok(loads(`${ROOT}tests/histories/replay_test.ts`, SDK));
  assert.ok(!loads(`${ROOT}domain/money_test.ts`, SDK));
  assert.ok(!loads(`${ROOT}use_cases/payments/settle_payment_test.ts`, SDK));
});
