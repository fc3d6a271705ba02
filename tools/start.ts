// Brings the whole product up and keeps it.
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "../db/connection.ts";
import { hashOfSources, isBuilt, markBuilt } from "./build.ts";
import { CommandError, readWords, runCommand } from "./command_line.ts";
import { type Addresses, demoSettings, readKeys } from "./demo_settings.ts";
import { untilAskedToEnd } from "./ending.ts";
import { Household } from "./household.ts";
import { type Pairing, pairingOf } from "./pairing.ts";
import { choosePort, claimPorts, type PortChoice } from "./ports.ts";
import { type Steps, tellSteps } from "./progress.ts";
import { clusterExists, ensureDatabase, migrate, startPostgres } from "./provision/postgres.ts";
import { startDevServer, temporalCli } from "./provision/temporal.ts";
import { readRunning, removeRunning, writeRunning } from "./running.ts";
import { runEntry, sentenceOn, SetupError } from "./setup_error.ts";
import type { PartOptions } from "./supervise.ts";
import { webCommand, webEnvironment } from "./web_command.ts";
import { type WorkerCommand, workerCommand } from "./worker_command.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const DATA = join(ROOT, ".data");
const LOGS = join(DATA, "logs");
const POSTGRES = join(DATA, "postgres");
const SANDBOX = join(DATA, "sandbox.json");
/** Stands while the database and Temporal's file belong together. */
const STARTED = join(DATA, "started");
const DEMO = join(DATA, "demo.json");
/** Where neither server is somebody's own. */
const LOCAL = pairingOf({});

const USAGE = `Usage:
  deno task start [--reset] [--no-seed]
--reset begins anew: it removes the local database and Temporal's file first.
--no-seed leaves the demo people out.
Settings: PORT, SANDBOX_PORT, SMTP_PORT, POSTGRES_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT;
DATABASE_URL and TEMPORAL_ADDRESS take servers of your own.`;

const FIRST_START_BYTES = 700e6;
const LATER_START_BYTES = 100e6;

interface Plan {
  env: Record<string, string>;
  household: Household;
  steps: Steps;
  seed: boolean;
  pairing: Pairing;
}

async function main(): Promise<number> {
  const values = readOptions();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  mkdirSync(LOGS, { recursive: true });
  const lock = await Deno.open(join(DATA, "start.lock"), { create: true, write: true });
  if (!await lock.tryLock(true)) throw new SetupError(alreadyRunning());

  const env = Deno.env.toObject();
  if (values.reset) reset(env);
  const asked = untilAskedToEnd().then(() => "asked" as const);
  const household = new Household();
  const pairing = pairingOf(env);
  const plan = { env, household, steps: tellSteps(), seed: !values["no-seed"], pairing };
  const death = household.death.then((sentence) => {
    throw new SetupError(sentence);
  });
  try {
    const up = bringUp(plan);
    if (await Promise.race([up, asked, death]) !== "asked") await Promise.race([asked, death]);
    console.log("\nEnding…");
    return 0;
  } catch (error) {
    // Ctrl-C also reaches a program that we were waiting for, and we hear of that first.
    const askedMeanwhile = await Promise.race([asked, later(200)]);
    const sentence = sentenceOn(error);
    if (askedMeanwhile !== "asked" && sentence !== null) console.error(`\n${sentence}`);
    if (askedMeanwhile === "asked") return 0;
    if (sentence === null) throw error;
    return 1;
  } finally {
    removeRunning();
    await household.end();
    lock.close();
  }
}

function readOptions() {
  const args = Deno.args.filter((argument) => argument !== "--");
  const options = {
    "reset": { type: "boolean" },
    "no-seed": { type: "boolean" },
    "help": { type: "boolean" },
  } as const;
  const { values, positionals } = readWords(args, options, USAGE);
  if (positionals.length > 0) throw new CommandError(`"${positionals[0]}" is left over.\n${USAGE}`);
  return values;
}

async function bringUp(plan: Plan): Promise<void> {
  const { env, household, steps } = plan;
  const ports = choosePorts(env);
  claimPorts(ownPorts(env, ports));
  refuseHalfOfTheData(env);
  checkSpace();

  const keys = readKeys(join(DATA, "keys.json"));
  const building = build(plan);
  building.catch(() => {}); // told below, where it is awaited
  const addresses: Addresses = {
    databaseUrl: await bringUpDatabase(plan, {
      port: ports.POSTGRES_PORT,
      password: keys.postgres,
    }),
    temporal: env.TEMPORAL_ADDRESS || `127.0.0.1:${ports.TEMPORAL_PORT.port}`,
    ui: env.TEMPORAL_ADDRESS
      ? env.TEMPORAL_UI_URL || null
      : `http://127.0.0.1:${ports.TEMPORAL_UI_PORT.port}`,
    web: `http://127.0.0.1:${ports.PORT.port}`,
    sandbox: `http://127.0.0.1:${ports.SANDBOX_PORT.port}`,
    smtpPort: ports.SMTP_PORT.port,
  };
  await bringUpTemporal(plan, ports);
  writeFileSync(STARTED, "");
  const settings = demoSettings(env, { addresses, keys });

  steps("Starting the sandbox: bank, phones, mailboxes");
  await household.start(
    partOf("sandbox", {
      command: [Deno.execPath(), "run", "-A", "sandbox/main.ts"],
      env: {
        ...env,
        ...settings,
        SANDBOX_PORT: String(ports.SANDBOX_PORT.port),
        SMTP_PORT: String(ports.SMTP_PORT.port),
        SANDBOX_WEBHOOK_URL: `${settings.PUBLIC_URL}/hooks/yookassa`,
        SANDBOX_FILE: SANDBOX,
      },
    }),
    () => answersWell(`${addresses.sandbox}/healthz`),
  );
  if (plan.seed) await seedIfEmpty(plan, settings);

  steps("Starting the worker and the web site");
  const worker = partOf("worker", {
    command: (await building).command,
    env: { ...env, ...settings, TZ: "UTC" },
  });
  const web = partOf("web site", {
    command: webCommand(ports.PORT.port, settings),
    env: webEnvironment({ ...env, TZ: "UTC" }, settings),
  });
  const tell = (sentence: string) => console.error(sentence);
  await Promise.all([
    household.startAgain(worker, { ready: () => says(worker, '"msg":"worker ready"'), tell }),
    household.startAgain(web, { ready: () => answersWell(`${addresses.web}/readyz`), tell }),
  ]);
  writeRunning({
    pid: Deno.pid,
    databaseUrl: addresses.databaseUrl,
    web: addresses.web,
    sandbox: addresses.sandbox,
    temporal: addresses.temporal,
    ui: addresses.ui,
    settings,
  });
  steps("Everything is up");
  console.log(introduction(addresses));
}

type Ports = Record<
  "PORT" | "SANDBOX_PORT" | "SMTP_PORT" | "POSTGRES_PORT" | "TEMPORAL_PORT" | "TEMPORAL_UI_PORT",
  PortChoice
>;

function choosePorts(env: Record<string, string>): Ports {
  const choose = (setting: string, port: number, purpose: string): PortChoice =>
    choosePort(env, { setting, port, purpose });
  return {
    PORT: choose("PORT", 8000, "the web site"),
    SANDBOX_PORT: choose("SANDBOX_PORT", 8100, "the sandbox"),
    SMTP_PORT: choose("SMTP_PORT", 8125, "the sandbox's mail server"),
    POSTGRES_PORT: choose("POSTGRES_PORT", 8132, "the database"),
    TEMPORAL_PORT: choose("TEMPORAL_PORT", 8233, "Temporal"),
    TEMPORAL_UI_PORT: choose("TEMPORAL_UI_PORT", 8280, "Temporal's pages"),
  };
}

/** The ports of what we start ourselves. */
function ownPorts(env: Record<string, string>, ports: Ports): PortChoice[] {
  return [
    ports.PORT,
    ports.SANDBOX_PORT,
    ports.SMTP_PORT,
    ...(env.DATABASE_URL ? [] : [ports.POSTGRES_PORT]),
    ...(env.TEMPORAL_ADDRESS ? [] : [ports.TEMPORAL_PORT, ports.TEMPORAL_UI_PORT]),
  ];
}

/** Brings up and migrates the database; returns its address. */
async function bringUpDatabase(
  { env, household, steps, pairing }: Plan,
  { port, password }: { port: PortChoice; password: string },
): Promise<string> {
  if (env.DATABASE_URL) {
    steps("Migrating the database of DATABASE_URL");
    migrate(env.DATABASE_URL);
    return env.DATABASE_URL;
  }
  steps(clusterExists(POSTGRES) ? "Starting the database" : "Making the database (once)");
  const postgres = await startPostgres({
    directory: POSTGRES,
    port,
    password,
    logFile: join(LOGS, "database.log"),
  });
  household.keepServer(postgres.part);
  await ensureDatabase(postgres, pairing.database);
  const url = postgres.url(pairing.database);
  migrate(url);
  return url;
}

async function bringUpTemporal(
  { env, household, steps, pairing }: Plan,
  ports: Ports,
): Promise<void> {
  if (env.TEMPORAL_ADDRESS) {
    steps(`Using Temporal at ${env.TEMPORAL_ADDRESS}`);
    await reach(env.TEMPORAL_ADDRESS);
    return;
  }
  const cli = await temporalCli(steps);
  steps("Starting Temporal");
  const server = await startDevServer({
    cli,
    port: ports.TEMPORAL_PORT.port,
    uiPort: ports.TEMPORAL_UI_PORT.port,
    databaseFile: join(DATA, pairing.temporalFile),
    logFile: join(LOGS, "temporal.log"),
  });
  household.keepServer(server);
}

/** Builds the pages and the worker where their sources have changed. */
async function reach(address: string): Promise<void> {
  const [hostname = "", port = ""] = address.split(":");
  try {
    (await Deno.connect({ hostname, port: Number(port) })).close();
  } catch {
    throw new SetupError(
      `TEMPORAL_ADDRESS is ${address}, but nothing answers there: start that server, ` +
        "or leave TEMPORAL_ADDRESS out to have one started here.",
    );
  }
}

async function build({ env, household, steps }: Plan): Promise<WorkerCommand> {
  if (!isBuilt()) {
    const hash = hashOfSources();
    steps("Building the pages (beside the rest)");
    const command = [Deno.execPath(), "run", "-A", "dev.ts", "build"];
    await household.run(partOf("build", { command, env }));
    markBuilt(hash);
  }
  const worker = workerCommand();
  if (worker.build !== null) {
    steps("Building the worker (beside the rest)");
    await household.run(partOf("worker build", { command: worker.build.command, env }));
    worker.build.done();
  }
  return worker;
}

async function seedIfEmpty(
  { env, household, steps, pairing }: Plan,
  settings: Record<string, string>,
): Promise<void> {
  const seeding = join(DATA, pairing.seeding);
  if (existsSync(seeding)) {
    throw new SetupError(
      "An earlier start was stopped while it made the demo data, so they are not whole: " +
        "start with --reset to make them anew, or with --no-seed to go on with what is there.",
    );
  }
  const sql = connect(settings.DATABASE_URL ?? "", { max: 1 });
  const [known] = await sql`select 1 from people limit 1`;
  await sql.end();
  if (known) return;
  steps("Making demo data: people at every stage (once)");
  writeFileSync(seeding, "");
  await household.run(partOf("seed", {
    command: [Deno.execPath(), "run", "-A", "tools/seed.ts", "--out", DEMO],
    env: { ...env, ...settings, TZ: "UTC" },
  }));
  rmSync(seeding);
}

function partOf(
  name: string,
  options: { command: readonly string[]; env: Record<string, string> },
): PartOptions {
  const logFile = join(LOGS, `${name.replaceAll(" ", "-")}.log`);
  return { name, logFile, cwd: ROOT, ...options };
}

async function answersWell(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // not up yet
  }
}

function says({ logFile }: PartOptions, words: string): boolean {
  return logFile !== null && readFileSync(logFile, "utf8").includes(words);
}

/**
 * Cases stand in time in Temporal's file and in facts in the database: one
 * without the other is a broken promise, and which one to give up is not for us
 * to decide.
 */
function refuseHalfOfTheData(env: Record<string, string>): void {
  if (env.DATABASE_URL || env.TEMPORAL_ADDRESS || !existsSync(STARTED)) return;
  const missing = !clusterExists(POSTGRES)
    ? "the database (.data/postgres)"
    : !existsSync(join(DATA, LOCAL.temporalFile))
    ? "Temporal's file (.data/temporal.db)"
    : null;
  if (missing === null) return;
  throw new SetupError(
    `Of what the last start kept, ${missing} is gone, and the rest is of no use without it: ` +
      "bring it back, or start with --reset, which removes all local data and makes new demo data.",
  );
}

function reset(env: Record<string, string>): void {
  if (env.DATABASE_URL || env.TEMPORAL_ADDRESS) {
    throw new SetupError(
      "--reset removes only what lies in .data: " +
        "leave DATABASE_URL and TEMPORAL_ADDRESS out, or empty those servers yourself.",
    );
  }
  const seeding = join(DATA, LOCAL.seeding);
  for (const path of [STARTED, seeding, DEMO, POSTGRES, SANDBOX, `${POSTGRES}.unfinished`]) {
    rmSync(path, { recursive: true, force: true });
  }
  const temporal = join(DATA, LOCAL.temporalFile);
  for (const ending of ["", "-shm", "-wal"]) rmSync(temporal + ending, { force: true });
}

function checkSpace(): void {
  const { bavail, bsize } = statfsSync(DATA);
  const free = bavail * bsize;
  const needed = existsSync(STARTED) ? LATER_START_BYTES : FIRST_START_BYTES;
  if (free >= needed) return;
  const megabytes = (bytes: number) => Math.floor(bytes / 1e6);
  throw new SetupError(
    `Only ${megabytes(free)} MB are free on the disk where the project lies, and starting takes ` +
      `${megabytes(needed)} MB: free some space and start again.`,
  );
}

function alreadyRunning(): string {
  const running = readRunning();
  if (running === null) {
    return "Another start is on its way in this folder: wait for it, or end it.";
  }
  return `Fifth is already running here, at ${running.web} (process ${running.pid}).`;
}

function introduction({ web, sandbox, ui, temporal }: Addresses): string {
  const places = [
    ["Cabinet", web],
    ["Staff", `${web}/ops`, existsSync(DEMO) ? "operator@fifth.example, code by e-mail" : ""],
    ["Employer", `${web}/employer`, existsSync(DEMO) ? "hr@fifth.example, code by e-mail" : ""],
    ["Phones (SMS codes)", `${sandbox}/phone`],
    ["Mailboxes", `${sandbox}/mail`],
    ["Bank", `${sandbox}/bank`],
    ["Temporal", ui ?? temporal],
    ["Logs", ".data/logs"],
  ];
  return `\n${table(places)}\n${demoPeople()}\nCtrl-C ends everything.`;
}

function demoPeople(): string {
  if (!existsSync(DEMO)) return "";
  const people = JSON.parse(readFileSync(DEMO, "utf8")) as Record<string, string>[];
  const rows = people.map(({ phone = "", name = "", stage = "" }) => [phone, name, stage]);
  return `\nDemo people (log in by phone; the code comes to the phones above)\n${table(rows)}\n`;
}

function table(rows: readonly string[][]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => widths[column] = Math.max(widths[column] ?? 0, cell.length));
  }
  return rows
    .map((row) => "  " + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

function later(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds));
}

await runCommand(() => runEntry(main));
