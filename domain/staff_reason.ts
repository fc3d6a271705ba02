/** How many letters of a reason staff may type: it is read in one look, in lists and in the journal. */
export const STAFF_REASON_LENGTH = 500;

/** What is wrong with a reason that staff typed; null where it will do. */
export function reasonFault(reason: string): "reason_missing" | "reason_long" | null {
  const { length } = reason.trim();
  if (length === 0) return "reason_missing";
  return length > STAFF_REASON_LENGTH ? "reason_long" : null;
}
