import type { Notice } from "./notice_texts.ts";

/** On which channels a person gets reminders: one of them stays on. */
export interface ReminderChannels {
  sms: boolean;
  email: boolean;
}

/**
 * Whether a person chooses the channels of a notice (D): reminders of a term that they know of, and
 * the monthly look-in. What changes their money, their service or who holds their cabinet goes by
 * both, whatever they chose.
 */
export function isChosenByPerson({ template }: Pick<Notice, "template">): boolean {
  return template === "reminder" || template === "look_in";
}
