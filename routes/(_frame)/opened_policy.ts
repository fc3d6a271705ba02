import { HttpError } from "fresh";
import type { InsuredState } from "../../state.ts";

/** What is asked for under `/policies/:id`; 404 for an id that is none. */
export function policyLook(state: InsuredState, id: string | undefined) {
  const policyId = Number(id);
  if (!Number.isSafeInteger(policyId)) throw new HttpError(404);
  return { policyId, viewerId: state.owner.personId, today: state.today, ip: state.ip };
}
