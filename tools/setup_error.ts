/**
 * Something about the machine stands in the way. The message is written for the
 * person who typed the command: what is wrong and what to do, without a stack.
 */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** Runs an entry; a {@linkcode SetupError} is told in its sentence and ends with code 1. */
export async function runEntry(entry: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await entry());
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    Deno.exit(1);
  }
}
