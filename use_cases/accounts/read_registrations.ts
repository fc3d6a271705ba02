import {
  countRegistrations,
  findStaffRegistration,
  listRegistrations,
  type StaffRegistration,
} from "../../db/accounts/registrations_reading.ts";
import type { Sql } from "../../db/connection.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { ListFilter } from "../../db/staff/list_filter.ts";
import { orgsOfStaffList } from "../../db/staff/staff_lists.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export interface RegistrationsView {
  registrations: StaffRegistration[];
  /** How many the filter leaves. */
  total: number;
  /** To choose from. */
  employers: string[];
}

export interface RegistrationsLook {
  filter: ListFilter;
  /** Without one nothing is looked for: there is only what to choose from. */
  page: { offset: number; limit: number } | null;
  actor: StaffActor;
}

/** Registrations that the roster could not vouch for; that each person was shown is journalled. */
export async function readRegistrations(
  sql: Sql,
  clock: Clock,
  { filter, page, actor }: RegistrationsLook,
): Promise<RegistrationsView> {
  const [registrations, total, employers] = await Promise.all([
    page === null ? [] : listRegistrations(sql, { filter, ...page }),
    page === null ? 0 : countRegistrations(sql, filter),
    orgsOfStaffList(sql, "registrations"),
  ]);
  await noteLooks(sql, clock, { registrations, actor });
  return { registrations, total, employers };
}

/** One of them, to be decided; the look is journalled. Null where staff have nothing to do with it. */
export async function readRegistration(
  sql: Sql,
  clock: Clock,
  { registrationId, actor }: { registrationId: number; actor: StaffActor },
): Promise<StaffRegistration | null> {
  const registration = await findStaffRegistration(sql, registrationId);
  if (registration === null) return null;
  await noteLooks(sql, clock, { registrations: [registration], actor });
  return registration;
}

async function noteLooks(
  sql: Sql,
  clock: Clock,
  { registrations, actor }: { registrations: StaffRegistration[]; actor: StaffActor },
): Promise<void> {
  const subjects = new Set(registrations.map(({ personId }) => `person/${personId}`));
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_registration",
    subjects: [...subjects],
    ip: actor.ip,
    at: clock.now(),
  });
}
