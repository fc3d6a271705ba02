import type { Transitions } from "./transitions.ts";

export type RecoveryState = "open" | "paid" | "default_reversed";

export type RecoveryEvent = "paid_in_full" | "timely_payment_found";

/** The recovery of one debt. It closes by itself; its penalty is counted to the day of payment. */
export const RECOVERY_TRANSITIONS: Transitions<RecoveryState, RecoveryEvent> = {
  open: { paid_in_full: "paid", timely_payment_found: "default_reversed" },
  paid: {},
  default_reversed: {},
};
