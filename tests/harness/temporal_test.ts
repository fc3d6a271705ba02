import assert from "node:assert/strict";
import { devTemporal, timeSkippingTemporal } from "./temporal.ts";

Deno.test("the time-skipping server starts with our search attributes", async () => {
  await using environment = await timeSkippingTemporal();
  await environment.sleep("30 days");
});

Deno.test("a dev server comes back after a crash, at the same address, with our search attributes", async () => {
  await using temporal = await devTemporal();
  await temporal.stop();
  await temporal.start();
  const { customAttributes } = await temporal.connection.operatorService.listSearchAttributes({
    namespace: "default",
  });
  assert.ok("DueAt" in (customAttributes ?? {}));
});
