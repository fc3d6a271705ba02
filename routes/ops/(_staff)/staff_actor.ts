import type { StaffState } from "../../../state.ts";

/** The insurer's own days and hours. */
export const INSURER_ZONE = "Asia/Yekaterinburg";

/** Who acts, for the journal. */
export function actorOf(state: StaffState): { staffId: number; ip: string } {
  return { staffId: state.owner.staffId, ip: state.ip };
}

/** A path's number, or null where it is none. */
export function pathNumber(text: string | undefined): number | null {
  const number = Number(text);
  return /^[1-9]\d*$/.test(text ?? "") && Number.isSafeInteger(number) ? number : null;
}
