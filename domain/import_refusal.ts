import { ACTIVATION_REFUSALS } from "./activation_row.ts";
import { REFUSALS } from "./register_line.ts";
import { OF_ANOTHER_EMPLOYER, ROSTER_REFUSALS } from "./roster_row.ts";

const REASONS: Record<string, Record<string, { english: string; russian: string }>> = {
  register: REFUSALS,
  roster: ROSTER_REFUSALS,
  activations: ACTIVATION_REFUSALS,
};

/**
 * Why a row of a stored file was refused, in words: English for the command line and exports,
 * Russian for pages.
 *
 * @param kind the file's kind
 * @param reason the code stored with the row
 * @param detail the name stored with it, if any
 */
export function describeRefusal(
  kind: "register" | "roster" | "activations",
  reason: string,
  detail: string | null = null,
): { english: string; russian: string } {
  const words = REASONS[kind]?.[reason];
  if (!words) throw new Error(`${kind} has no refusal ${reason}`);
  if (reason !== OF_ANOTHER_EMPLOYER || detail === null) return words;
  return { english: `${words.english}: ${detail}`, russian: `Полис числится за ${detail}` };
}
