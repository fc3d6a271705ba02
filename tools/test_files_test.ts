import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { filesBehind, findTests, loads } from "./test_files.ts";

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

Deno.test("the files behind a file are those that it imports, and those that they import", () => {
  const behind = [...filesBehind(`${ROOT}domain/penalty_test.ts`)].map((path) =>
    path.slice(ROOT.length)
  );
  assert.equal(behind[0], "domain/penalty_test.ts");
  assert.ok(behind.includes("domain/penalty.ts") && behind.includes("domain/money.ts"));
  assert.ok(behind.every((path) => path.startsWith("domain/")));
});
