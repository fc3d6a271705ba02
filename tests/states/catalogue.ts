import { EMPLOYER } from "./employer.ts";
import { INVOICES } from "./invoices.ts";
import { OPS } from "./ops.ts";
import { OPS_DECISIONS } from "./ops_decisions.ts";
import { OPS_FILES } from "./ops_files.ts";
import { PAYMENTS } from "./payments.ts";
import { POLICIES } from "./policies.ts";
import { PROFILE } from "./profile.ts";
import { PUBLIC } from "./public.ts";
import type { State } from "./state.ts";

/** The states by area: those of one see each other's people and files, and no one else's. */
export const AREAS: readonly (readonly State[])[] = [
  PUBLIC,
  POLICIES,
  INVOICES,
  PAYMENTS,
  PROFILE,
  OPS,
  OPS_FILES,
  OPS_DECISIONS,
  EMPLOYER,
];

/** Every page in every state that is worth a look. A new page's states join the list of its area. */
export const STATES: readonly State[] = AREAS.flat();
