import assert from "node:assert/strict";
import { devTemporal, timeSkippingTemporal } from "./temporal.ts";

Deno.test("the time-skipping server starts with our search attributes", async () => {
  await using temporal = await timeSkippingTemporal();
  const before = await temporal.currentTimeMs();
  await temporal.sleep("30 days");
  assert.ok(await temporal.currentTimeMs() >= before + 30 * 24 * 60 * 60 * 1000);
});

Deno.test("a dev server comes back after a crash, at the same address, with our search attributes", async () => {
  await using temporal = await devTemporal();
  await temporal.stop();
  await temporal.start();
  const connection = await temporal.connect();
  const { customAttributes } = await connection.operatorService.listSearchAttributes({
    namespace: "default",
  });
  await connection.close();
  assert.ok("DueAt" in (customAttributes ?? {}));
});
