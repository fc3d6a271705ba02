import { HttpError } from "fresh";
import type { StaffState } from "../../../state.ts";
import { pathNumber } from "./staff_actor.ts";

export type Member = Awaited<ReturnType<StaffState["useCases"]["listStaff"]>>[number];

/**
 * Somebody else who has access: one's own role is another admin's to change.
 *
 * @throws HttpError 404 for anybody else
 */
export async function memberOf(state: StaffState, id: string | undefined): Promise<Member> {
  const staffId = pathNumber(id);
  const member = (await state.useCases.listStaff()).find((one) => one.id === staffId);
  if (!member || member.endedAt !== null || staffId === state.owner.staffId) {
    throw new HttpError(404);
  }
  return member;
}
