import { SetupError } from "./setup_error.ts";

/** A part's port, and the setting by which another one is chosen. */
export interface PortChoice {
  port: number;
  setting: string;
  /** What the port is for, as it stands in the sentence: "the web site". */
  purpose: string;
}

/** Reads a port from the environment; throws {@linkcode SetupError} if it is not a port. */
export function choosePort(
  env: Record<string, string | undefined>,
  choice: PortChoice,
): PortChoice {
  const text = env[choice.setting];
  if (text === undefined || text === "") return choice;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new SetupError(`${choice.setting} is "${text}": it must be a port from 1 to 65535.`);
  }
  return { ...choice, port };
}

/** Throws {@linkcode SetupError} naming the first port that somebody else holds, and its setting. */
export function claimPorts(choices: readonly PortChoice[]): void {
  const seen = new Map<number, PortChoice>();
  for (const choice of choices) {
    const twin = seen.get(choice.port);
    if (twin) {
      throw new SetupError(
        `Port ${choice.port} is set both for ${twin.purpose} and ${choice.purpose}: ` +
          `give ${choice.setting} another number.`,
      );
    }
    seen.set(choice.port, choice);
    if (!isFree(choice.port)) throw new SetupError(takenPort(choice));
  }
}

/** The one sentence on a taken port. */
export function takenPort({ port, setting, purpose }: PortChoice): string {
  return `Port ${port}, wanted for ${purpose}, is taken by another program: ` +
    `stop that program, or choose another port with ${setting}=${port + 1}.`;
}

/** Whether nobody listens on 127.0.0.1:`port`. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

/** A port that was free a moment ago. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

/** Whether somebody accepts connections on 127.0.0.1:`port`. */
export async function answers(port: number): Promise<boolean> {
  try {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}
