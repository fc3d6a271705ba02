import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { noSpace, SetupError } from "./setup_error.ts";

/**
 * Stands between us and a child: ends it when our end of the pipe closes, which
 * the system does for us even when we are killed outright. A background job of
 * sh ignores SIGINT until the program sets its own handler; those that we end
 * with SIGINT (Postgres) do.
 */
const GUARD = `
signal=$1; grace=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
trap '' INT TERM HUP
(
  trap - TERM
  while read -r _ <&3; do :; done
  kill -s "$signal" "$child" 2>/dev/null
  tenths=$((grace * 10))
  while [ "$tenths" -gt 0 ] && kill -0 "$child" 2>/dev/null; do sleep 0.1; tenths=$((tenths - 1)); done
  kill -s KILL "$child" 2>/dev/null
) &
watcher=$!
wait "$child"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

export interface PartOptions {
  /** As it is told to the reader: "worker". */
  name: string;
  command: readonly string[];
  /** The whole environment of the part. */
  env: Record<string, string>;
  /** Its output is written here, from the beginning at each start; null: to ours. */
  logFile: string | null;
  cwd?: string;
  user?: { uid: number; gid: number };
  /** What asks it to end; SIGTERM unless told. */
  stopSignal?: "INT" | "TERM" | "KILL";
  /** Seconds between asking and killing. */
  graceSeconds?: number;
}

/** A running child that does not outlive us. */
export interface Part {
  readonly name: string;
  readonly logFile: string | null;
  /** Resolves with the exit code when it has ended, for whatever reason. */
  readonly ended: Promise<number>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/**
 * Starts a part behind its guard, in a session of its own: Ctrl-C reaches us
 * alone, and we end the parts in their order.
 */
export function startPart(options: PartOptions): Part {
  const { name, command, logFile, graceSeconds = 10 } = options;
  const log = logFile === null ? null : openSync(logFile, "w", 0o600);
  let child: ChildProcess;
  try {
    child = spawn(
      "sh",
      ["-c", GUARD, "guard", options.stopSignal ?? "TERM", String(graceSeconds), ...command],
      {
        detached: true,
        stdio: ["pipe", log ?? "inherit", log ?? "inherit"],
        env: options.env,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.user ?? {}),
      },
    );
  } finally {
    if (log !== null) closeSync(log);
  }
  child.stdin?.on("error", () => {}); // its end may be gone when we close ours
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal ? 137 : 1)));
  });
  return {
    name,
    logFile,
    ended,
    async stop() {
      child.stdin?.end();
      const overdue = setTimeout(() => killGroup(child.pid), (graceSeconds + 3) * 1000);
      await ended.finally(() => clearTimeout(overdue));
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as { code?: string }).code !== "ESRCH") throw error;
  }
}

/**
 * Waits until `ready` holds. If the part dies first or time is up, sees to it
 * that it has ended and throws {@linkcode SetupError}.
 */
export async function untilReady(
  part: Part,
  { ready, seconds }: { ready: () => boolean | Promise<boolean>; seconds: number },
): Promise<void> {
  let code: number | null = null;
  part.ended.then((ended) => code = ended, () => code = 1);
  const until = performance.now() + seconds * 1000;
  while (!await ready()) {
    if (code !== null) throw new SetupError(deathOf(part, code));
    if (performance.now() > until) {
      await part.stop();
      throw new SetupError(
        `The ${part.name} did not get ready within ${seconds} s.${lastLinesOf(part)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The sentence on a part that ended by itself, with its last words. */
export function deathOf(part: Part, code: number): string {
  if (noSpaceIn(part.logFile)) return noSpace(`the ${part.name} stopped`);
  return `The ${part.name} ended by itself with code ${code}: start again.${lastLinesOf(part)}`;
}

function noSpaceIn(logFile: string | null): boolean {
  return /No space left on device|ENOSPC|database or disk is full/.test(tail(logFile, 40));
}

function lastLinesOf(part: Part): string {
  if (part.logFile === null) return "";
  const lines = tail(part.logFile, 12);
  if (lines === "") return ` It wrote nothing to ${part.logFile}.`;
  return ` If it ends again, look at its log, ${part.logFile}. Its last words:\n${
    lines.replace(/^/gm, "  ")
  }`;
}

function tail(file: string | null, count: number): string {
  if (file === null) return "";
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return ""; // a part that never got as far as its log
  }
}
