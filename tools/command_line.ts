import { isAbsolute, resolve } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { fixedClock, systemClock } from "../clock.ts";
import type { FileBytes } from "../adapters/spreadsheet/mod.ts";
import { connect, type Database } from "../db/connection.ts";
import type { Clock } from "../domain/clock.ts";
import { atLocalTime, type LocalDate, parseLocalDate } from "../domain/local_date.ts";
import { findSettings, readRunning } from "./running.ts";

/** A command that can't be carried out as typed: one sentence for the person, exit code 2. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Runs a command to its exit code; a {@linkcode CommandError} is told in its sentence. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await command());
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads a command's words; an unknown or half-given option is a {@linkcode CommandError}. */
export function readWords<const T extends Options>(args: string[], options: T, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // parseArgs puts advice on positionals behind the first sentence.
    const [sentence] = (error as Error).message.split(/\. |\n/);
    throw new CommandError(`${sentence}.\n${usage}`);
  }
}

/** A command's words as {@linkcode readWords} has read them. */
export type Words<T extends Options> = ReturnType<typeof readWords<T>>;

/** Runs a command on the words of this process, or tells its usage where they have `--help`. */
export async function runOnWords<const T extends Options>(
  { usage, options }: { usage: string; options: T },
  command: (words: Words<T>) => Promise<number>,
): Promise<never> {
  return await runCommand(async () => {
    if (!Deno.args.includes("--help")) return await command(readWords(Deno.args, options, usage));
    console.log(usage);
    return 0;
  });
}

/** What a command has to say, to people and to programs. */
export interface Answer {
  lines: readonly string[];
  json: unknown;
}

/** Tells an answer, to programs with `--json`. @returns the exit code of what went well */
export function tell({ lines, json }: Answer, { json: asJson }: { json?: boolean }): number {
  console.log(asJson ? JSON.stringify(json, null, 2) : lines.join("\n"));
  return 0;
}

/** The date of an option such as `--as-of 2026-11-10`. */
export function readDate(option: string, text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) {
    throw new CommandError(`--${option} is "${text}": write a date such as 2026-11-10.`);
  }
  return date;
}

/** Noon of that day in the insurer's zone, or the machine's clock. */
export function clockAsOf(text: string | undefined): Clock {
  if (text === undefined) return systemClock;
  return fixedClock(atLocalTime(readDate("as-of", text), "12:00", "Asia/Yekaterinburg"));
}

/** A file named on the command line, from the folder where it was typed. */
export async function readNamedFile(path: string): Promise<Uint8Array> {
  return await named(path, () => Deno.readFile(pathAsTyped(path)));
}

/** A file's bytes, which stay on the disk until they are asked for. */
export async function namedFileBytes(path: string): Promise<FileBytes> {
  const typed = pathAsTyped(path);
  const { size } = await named(path, async () => {
    using file = await Deno.open(typed);
    const told = await file.stat();
    if (told.isDirectory) throw new Deno.errors.IsADirectory();
    return told;
  });
  return {
    length: size,
    async read(at, length) {
      using file = await Deno.open(typed);
      await file.seek(at, Deno.SeekMode.Start);
      const bytes = new Uint8Array(Math.min(length, size - at));
      for (let read = 0; read < bytes.length;) {
        const more = await file.read(bytes.subarray(read));
        if (more === null) throw new CommandError(`${path} has become shorter meanwhile.`);
        read += more;
      }
      return bytes;
    },
  };
}

async function named<T>(path: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new CommandError(`There is no file ${path}.`);
    }
    if (error instanceof Deno.errors.IsADirectory) {
      throw new CommandError(`${path} is a folder: name a file.`);
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new CommandError(`${path} may not be read by this user.`);
    }
    throw error;
  }
}

/** `deno task` runs in the project's folder and leaves the person's own in INIT_CWD. */
function pathAsTyped(path: string): string {
  const folder = Deno.env.get("INIT_CWD");
  return isAbsolute(path) || !folder ? path : resolve(folder, path);
}

/** Works on the database of `DATABASE_URL`, or of a running `deno task start`. */
export async function withDatabase<T>(work: (sql: Database) => Promise<T>): Promise<T> {
  const found = findSettings(Deno.env.toObject(), readRunning());
  if (!found.ok) throw new CommandError(found.reason);
  const sql = connect(found.settings.databaseUrl, { max: 2, applicationName: "fifth-tools" });
  try {
    await reach(sql);
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const NOT_RUNNING =
  "The database does not answer: start the product with «deno task start» in another " +
  "terminal, or check DATABASE_URL.";

async function reach(sql: Database): Promise<void> {
  let tables;
  try {
    tables = await sql`select to_regclass('import_files') is not null as made`;
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (UNREACHABLE.has(code)) throw new CommandError(NOT_RUNNING, { cause: error });
    if (code === "28P01" || code === "28000" || code === "3D000") {
      throw new CommandError(
        "The database refuses DATABASE_URL's user, password or name: check the address.",
        { cause: error },
      );
    }
    throw error;
  }
  if (!tables[0]?.made) {
    throw new CommandError("The database has no tables yet: run «deno task migrate» first.");
  }
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "ENOTFOUND",
  "ETIMEDOUT",
  "ECONNRESET",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "57P03",
]);
