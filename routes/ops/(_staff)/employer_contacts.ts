import { HttpError } from "fresh";
import type { StaffState } from "../../../state.ts";
import { pathNumber } from "./staff_actor.ts";

export type Employer = NonNullable<
  Awaited<ReturnType<StaffState["useCases"]["readEmployerContacts"]>>
>;
export type Contact = Employer["contacts"][number];

/**
 * An employer with its contacts.
 *
 * @throws HttpError 404 where there is none
 */
export async function employerOf(state: StaffState, id: string | undefined): Promise<Employer> {
  const employerId = pathNumber(id);
  const employer = employerId === null
    ? null
    : await state.useCases.readEmployerContacts(employerId);
  if (employer === null) throw new HttpError(404);
  return employer;
}
