/**
 * Something about the machine stands in the way. The message is written for the
 * person who typed the command: what is wrong and what to do, without a stack.
 */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** Runs an entry; what the machine refuses is told in a sentence and ends with code 1. */
export async function runEntry(entry: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await entry());
  } catch (error) {
    const sentence = sentenceOn(error);
    if (sentence === null) throw error;
    console.error(`\n${sentence}`);
    Deno.exit(1);
  }
}

/** The sentence for an error that is the machine's; null for one that is ours. */
export function sentenceOn(error: unknown): string | null {
  if (error instanceof SetupError) return error.message;
  const { code, path } = error as { code?: string; path?: string };
  if (code === "ENOSPC") return noSpace("nothing more could be written");
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return `${path ?? "The project's folder"} can't be written: ` +
      "give this user the right to, or move the project to a folder of yours.";
  }
  return null;
}

/** The sentence on a full disk. */
export function noSpace(consequence: string): string {
  return `The disk is full, so ${consequence}: free some space and start again.`;
}
