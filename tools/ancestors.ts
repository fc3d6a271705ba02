import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

interface Ancestor {
  pid: number;
  parent: number;
  command: string;
}

/**
 * `npx` and `deno task` don't pass on the signal that ends them, so a program
 * under them learns of their end only from who its ancestors are. Calls `onEnd`
 * once when one of those that were started for us has gone; returns what stops
 * the watch.
 */
export function watchAncestors(onEnd: () => void): () => void {
  const chain = launchersOf(process.pid);
  const timer = setInterval(() => {
    if (chain.every(({ pid, parent }) => look(pid)?.parent === parent)) return;
    clearInterval(timer);
    onEnd();
  }, 500);
  return () => clearInterval(timer);
}

/**
 * Ourselves and our ancestors up to npx or deno: what stands above them (a
 * terminal, a script that put us in the background and has gone) is no concern
 * of ours.
 */
function launchersOf(pid: number): { pid: number; parent: number }[] {
  const chain: Ancestor[] = [];
  for (let at = look(pid); at && at.pid > 1; at = look(at.parent)) {
    if (chain.length > 0 && !isDeno(at) && !isNpx(at) && !isShell(at)) break;
    chain.push(at);
  }
  while (chain.length > 1 && isShell(chain[chain.length - 1] as Ancestor)) chain.pop();
  return chain.slice(0, -1);
}

function isDeno({ command }: Ancestor): boolean {
  return /^(\S*\/)?deno\s/.test(command) || /^(\S*\/)?node\s.*\bdeno\b/.test(command);
}

function isNpx({ command }: Ancestor): boolean {
  return /^np[mx]\s/.test(command) || /^(\S*\/)?node\s.*\bnp[mx]\b/.test(command);
}

function isShell({ command }: Ancestor): boolean {
  return /^(\S*\/)?(ba|da|z)?sh\s/.test(command);
}

function look(pid: number): Ancestor | null {
  try {
    if (Deno.build.os === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name in brackets may hold anything, so read on after the last bracket.
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return { pid, parent, command };
    }
    const line = execFileSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], {
      encoding: "utf8",
    }).trim();
    const [, parent, command] = /^(\d+)\s+(.*)$/s.exec(line) ?? [];
    return parent === undefined ? null : { pid, parent: Number(parent), command: command ?? "" };
  } catch {
    return null; // the process has gone
  }
}
