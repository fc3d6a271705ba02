import { INVOICES } from "./invoices.ts";
import { OPS } from "./ops.ts";
import { PAYMENTS } from "./payments.ts";
import { POLICIES } from "./policies.ts";
import { PROFILE } from "./profile.ts";
import { PUBLIC } from "./public.ts";
import type { State } from "./state.ts";

/** Every page in every state that is worth a look. A new page's states join the list of its area. */
export const STATES: readonly State[] = [
  ...PUBLIC,
  ...POLICIES,
  ...INVOICES,
  ...PAYMENTS,
  ...PROFILE,
  ...OPS,
];
