import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../../db/connection.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { hashOfSources, isBuilt, markBuilt } from "../../tools/build.ts";
import { freePort } from "../../tools/ports.ts";
import { type Part, startPart, untilReady } from "../../tools/supervise.ts";
import { webCommand, webEnvironment } from "../../tools/web_command.ts";
import { testDatabase } from "./database.ts";
import { devTemporal, type TestTemporal } from "./temporal.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Every part of the product, on free ports of this machine, over a database of its own. */
export interface Product extends AsyncDisposable {
  /** Where the cabinet is. */
  url: string;
  sql: Database;
  sandbox: Sandbox;
  temporal: TestTemporal;
  web: ProductPart;
  worker: ProductPart;
  /** What `deno task load ARGUMENTS` does. */
  load(...args: string[]): Promise<ToolRun>;
}

/** A child process that can be ended as a crash would, and brought back. */
export interface ProductPart {
  stop(): Promise<void>;
  start(): Promise<void>;
  /** All that it has written since its last start. */
  output(): string;
}

export interface ToolRun {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Starts the product as `deno task start` does, with nobody in its database:
 * `await using product = await startProduct();`
 */
export async function startProduct(): Promise<Product> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const temporal = stack.use(await devTemporal());
  const folder = mkdtempSync(join(tmpdir(), "fifth-product-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));

  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const sandbox = await startSandbox({ webhookUrl: `${url}/hooks/yookassa`, cabinetUrl: url });
  stack.defer(() => sandbox.close());
  await buildOnce();

  const { bank, sms, smtpUrl } = sandbox.settings;
  const settings: Record<string, string> = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    // Nobody answers there: where pages lead is looked at, not opened.
    TEMPORAL_UI_URL: "http://temporal.test",
    PUBLIC_URL: url,
    YOOKASSA_URL: bank.url,
    YOOKASSA_SHOP_ID: bank.shopId,
    YOOKASSA_KEY: bank.key,
    SMSC_URL: sms.url,
    SMSC_LOGIN: sms.login,
    SMSC_PASSWORD: sms.password,
    SMTP_URL: smtpUrl,
    MAIL_FROM: "cabinet@fifth.test",
    SERVER_KEY: crypto.randomUUID() + crypto.randomUUID(),
  };
  const env = { ...inherited(), ...settings };

  const worker = part({
    name: "worker",
    command: [Deno.execPath(), "run", "-A", "--no-check", "worker.ts"],
    env: { ...env, TZ: "UTC" },
    logFile: join(folder, "worker.log"),
    ready: (output) => output.includes("worker ready"),
  });
  stack.defer(() => worker.stop());
  const web = part({
    name: "web",
    command: webCommand(port, settings),
    env: webEnvironment(env, settings),
    logFile: join(folder, "web.log"),
    ready: () => answers(`${url}/readyz`),
  });
  stack.defer(() => web.stop());
  await Promise.all([worker.start(), web.start()]);

  const parts = stack.move();
  return {
    url,
    sql: database.sql,
    sandbox,
    temporal,
    web,
    worker,
    load: (...args) => runTool(["tools/load.ts", ...args], env),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

interface PartToStart {
  name: string;
  command: string[];
  env: Record<string, string>;
  logFile: string;
  ready: (output: string) => boolean | Promise<boolean>;
}

function part({ ready, ...options }: PartToStart): ProductPart {
  let running: Part | null = null;
  const output = () => existsSync(options.logFile) ? readFileSync(options.logFile, "utf8") : "";
  return {
    output,
    async start() {
      running = startPart({ ...options, cwd: ROOT });
      await untilReady(running, { ready: () => ready(output()), seconds: 60 });
    },
    async stop() {
      await running?.stop();
      running = null;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // it does not listen yet
  }
}

function runTool(args: string[], env: Record<string, string>): Promise<ToolRun> {
  return new Promise((resolve) => {
    execFile(
      Deno.execPath(),
      ["run", "-A", "--no-check", ...args],
      { cwd: ROOT, env },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code ?? 1);
        resolve({ code, stdout: String(stdout), stderr: String(stderr) });
      },
    );
  });
}

/** Builds the site unless it is. Test files run side by side, so one builds while the others wait. */
async function buildOnce(): Promise<void> {
  Deno.mkdirSync(join(ROOT, ".data"), { recursive: true });
  using lock = await Deno.open(join(ROOT, ".data/build.lock"), { create: true, write: true });
  await lock.lock(true);
  if (isBuilt()) return;
  const hash = hashOfSources();
  const { code, stderr } = await runTool(["dev.ts", "build"], inherited());
  if (code !== 0) throw new Error(`The site can't be built:\n${stderr}`);
  markBuilt(hash);
}

/** What a process needs of ours: where programs and Deno's cache are. */
function inherited(): Record<string, string> {
  return pick(Deno.env.toObject(), ["PATH", "HOME", "DENO_DIR", "TMPDIR"]);
}

function pick(
  from: Record<string, string>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
