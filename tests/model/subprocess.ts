import { fileURLToPath } from "node:url";
import { temporalTestServer } from "../../tools/provision/temporal.ts";
import type { Script } from "./script.ts";
import { cluster } from "../harness/database.ts";

/** Scripts and the season in which they begin. */
export interface PartWanted {
  scripts: readonly Script[];
  season: string;
  worker?: "here" | "node";
  maxCachedWorkflows?: number;
}

export interface PartOutcome {
  runs: number;
  differing: { number: number; differences: string[] }[];
  /** What the process said where it came to no end of its own. */
  crash: string | null;
}

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Plays a part in a process of its own, with the sources in `root`; ends it when it takes too long. */
export async function playPart(
  wanted: PartWanted,
  { root = ROOT, zone = "UTC", seconds = 180 }: { root?: string; zone?: string; seconds?: number } =
    {},
): Promise<PartOutcome> {
  const server = Deno.env.get("TEST_TEMPORAL_TEST_SERVER") ?? temporalTestServer(console.log);
  const part = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "tests/model/part.ts", JSON.stringify(wanted)],
    cwd: root,
    env: {
      TZ: zone,
      TEST_POSTGRES_URL: cluster,
      ...(server === null ? {} : { TEST_TEMPORAL_TEST_SERVER: server }),
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(seconds * 1000),
  });
  const { code, stdout, stderr } = await part.output();
  const text = new TextDecoder().decode(stdout).trim();
  const last = text.split("\n").at(-1) ?? "";
  if (code === 0 && last.startsWith("{")) return { ...JSON.parse(last), crash: null };
  const said = `${text}\n${new TextDecoder().decode(stderr)}`.trim();
  return { runs: 0, differing: [], crash: `exit code ${code}: ${said.slice(-3000)}` };
}
