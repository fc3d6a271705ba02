import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Sandbox } from "../../sandbox/mod.ts";
import { until } from "../harness/case_world.ts";
import type { TestDatabase } from "../harness/database.ts";
import type { TestTemporal } from "../harness/temporal.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const SERVER_KEY = "a key of the server with more than 32 characters";

/** What a worker's process is told of. */
export interface WorkerParts {
  database: TestDatabase;
  temporal: TestTemporal;
  sandbox: Sandbox;
}

/** A worker of its own process, as production runs it. */
export interface WorkerProcess {
  /** Waits for a message in its log. */
  says(message: string): Promise<true>;
  output(): string;
  /** Asks it to end. @returns its exit code */
  stop(): Promise<number>;
  /** Ends it as `kill -9` does, in the middle of whatever it does. */
  kill(): Promise<void>;
}

export function workerOnDeno(): string[] {
  return [Deno.execPath(), "run", "-A", "worker.ts"];
}

/** Builds the worker for Node first. */
export async function workerOnNode(): Promise<string[]> {
  const build = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/worker_node.ts", "--build"],
    cwd: ROOT,
  });
  assert.equal((await build.output()).code, 0);
  return ["node", ".data/worker/worker.js"];
}

export function startWorker(
  [program, ...args]: string[],
  { database, temporal, sandbox }: WorkerParts,
): WorkerProcess {
  const { bank, sms, smtpUrl } = sandbox.settings;
  const worker = new Deno.Command(program!, {
    args,
    cwd: ROOT,
    env: {
      TZ: "UTC",
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      PUBLIC_URL: "https://cabinet.example",
      YOOKASSA_URL: bank.url,
      YOOKASSA_SHOP_ID: bank.shopId,
      YOOKASSA_KEY: bank.key,
      SERVER_KEY,
      SMSC_URL: sms.url,
      SMSC_LOGIN: sms.login,
      SMSC_PASSWORD: sms.password,
      SMTP_URL: smtpUrl,
      MAIL_FROM: "Пятая часть <noreply@cabinet.example>",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  let over = false;
  worker.status.then(() => over = true);
  const reading = [worker.stdout, worker.stderr].map(async (stream) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) output += text;
  });
  return {
    says: (message: string) =>
      until(`"${message}"`, () => Promise.resolve(output.includes(`"msg":"${message}"`))),
    output: () => output,
    stop: () => end("SIGTERM"),
    kill: async () => void await end("SIGKILL"),
  };
  async function end(signal: Deno.Signal): Promise<number> {
    if (!over) worker.kill(signal);
    const { code } = await worker.status;
    await Promise.all(reading);
    return code;
  }
}
