import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Household } from "./household.ts";
import { answers, choosePort, claimPorts, freePort } from "./ports.ts";
import { SetupError } from "./setup_error.ts";
import { type PartOptions, startPart, untilReady } from "./supervise.ts";

Deno.test("stop() ends a part, and what listened there listens no more", async () => {
  await using folder = await temporaryFolder();
  const port = freePort();
  const part = startPart(listener(folder.path, port));
  await untilReady(part, { ready: () => answers(port), seconds: 20 });
  await part.stop();
  assert.equal(await answers(port), false);
});

Deno.test("stop() kills a part that does not heed being asked", async () => {
  await using folder = await temporaryFolder();
  const part = startPart({
    ...partIn(folder.path, ["sh", "-c", "trap '' TERM; echo up; sleep 60 & wait; sleep 60"]),
    graceSeconds: 1,
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const began = performance.now();
  await part.stop();
  assert.ok(performance.now() - began < 4000);
});

Deno.test("a part ends when the process that started it is killed outright", async () => {
  await using folder = await temporaryFolder();
  const port = freePort();
  const program = `
    import { startPart } from ${JSON.stringify(import.meta.resolve("./supervise.ts"))};
    startPart(${JSON.stringify(listener(folder.path, port))});
    setInterval(() => {}, 1000);
  `;
  const starter = spawn(Deno.execPath(), ["eval", program], {
    stdio: "ignore",
    cwd: import.meta.dirname,
  });
  const gone = new Promise((resolve) => starter.once("exit", resolve));
  await until(() => answers(port));
  starter.kill("SIGKILL");
  await gone;
  await until(async () => !await answers(port));
});

Deno.test("untilReady() tells which part died, and its last words", async () => {
  await using folder = await temporaryFolder();
  const part = startPart(partIn(folder.path, ["sh", "-c", "echo no such luck; exit 3"]));
  await assert.rejects(
    untilReady(part, { ready: () => false, seconds: 20 }),
    (error) =>
      error instanceof SetupError && /The sample ended by itself with code 3/.test(error.message) &&
      /no such luck/.test(error.message),
  );
});

Deno.test("untilReady() names a full disk instead of the part's own words for it", async () => {
  await using folder = await temporaryFolder();
  const words = "FATAL: could not write: No space left on device";
  const part = startPart(partIn(folder.path, ["sh", "-c", `echo "${words}"; exit 1`]));
  await assert.rejects(untilReady(part, { ready: () => false, seconds: 20 }), /The disk is full/);
});

Deno.test("a household notices the death of a part, and ends the rest", async () => {
  await using folder = await temporaryFolder();
  const household = new Household();
  const port = freePort();
  await household.start(listener(folder.path, port), () => answers(port));
  await household.start(
    { ...partIn(folder.path, ["sh", "-c", "sleep 0.3; echo bye; exit 4"]), name: "worker" },
    () => true,
  );
  assert.match(await household.death, /The worker ended by itself with code 4[\s\S]*bye/);
  await household.end();
  assert.equal(await answers(port), false);
});

Deno.test("claimPorts() names the taken port, what it is for and the setting", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const choice = choosePort({ PORT: String(port) }, {
    setting: "PORT",
    port: 8000,
    purpose: "the web site",
  });
  assert.throws(
    () => claimPorts([choice]),
    new RegExp(`Port ${port}, wanted for the web site, is taken .* PORT=${port + 1}`),
  );
  listener.close();
  claimPorts([choice]);
  assert.throws(() => claimPorts([choice, { ...choice, setting: "SMTP_PORT" }]), /SMTP_PORT/);
});

Deno.test("choosePort() refuses what is no port", () => {
  const choice = { setting: "PORT", port: 8000, purpose: "the web site" };
  assert.equal(choosePort({ PORT: "" }, choice).port, 8000);
  for (const text of ["abc", "0", "65536", "80.5", "-1"]) {
    assert.throws(() => choosePort({ PORT: text }, choice), /PORT is ".*": it must be a port/);
  }
});

function listener(folder: string, port: number): PartOptions {
  const program = `Deno.serve({ hostname: "127.0.0.1", port: ${port} }, () => new Response())`;
  return partIn(folder, [Deno.execPath(), "eval", program]);
}

function partIn(folder: string, command: readonly string[]): PartOptions {
  const logFile = join(folder, `${crypto.randomUUID()}.log`);
  return { name: "sample", command, env: Deno.env.toObject(), logFile };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not come within 10 s");
}

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
