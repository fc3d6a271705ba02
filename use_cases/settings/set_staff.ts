import { type Sql, transaction } from "../../db/connection.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import {
  endStaff,
  insertStaff,
  lockStaff,
  setStaffRole,
  type StaffMember,
} from "../../db/staff/staff.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffRole } from "../../domain/staff_role.ts";
import type { StaffActor } from "../imports/upload_file.ts";

const LONGEST_NAME = 200;
const LONGEST_EMAIL = 254;

export interface StaffToAdd {
  email: string;
  name: string;
  role: StaffRole;
  actor: StaffActor;
}

/** `not_admin`: another admin has taken the actor's own role meanwhile. */
type NotAdmin = { ok: false; reason: "not_admin" };

export type StaffAdded =
  | { ok: true; staffId: number }
  | { ok: false; reason: "bad_email" | "no_name" | "known" }
  | NotAdmin;

/** Lets somebody in to /ops; whoever had access before has it again, with what they did then. */
export function addStaffMember(
  sql: Sql,
  clock: Clock,
  { email, name, role, actor }: StaffToAdd,
): Promise<StaffAdded> {
  return transaction(sql, async (sql): Promise<StaffAdded> => {
    const mailbox = email.trim().toLowerCase();
    if (!/^[^\s@]+@[^\s@]+$/.test(mailbox) || mailbox.length > LONGEST_EMAIL) {
      return { ok: false, reason: "bad_email" };
    }
    const called = name.trim().replace(/\s+/g, " ");
    if (called === "" || called.length > LONGEST_NAME) return { ok: false, reason: "no_name" };
    const staff = await lockStaff(sql);
    if (!isAdmin(staff, actor)) return { ok: false, reason: "not_admin" };
    if (staff.some((member) => member.email === mailbox)) return { ok: false, reason: "known" };
    const at = clock.now();
    const staffId = await insertStaff(sql, { email: mailbox, name: called, role, at });
    await note(sql, { action: "staff_added", staffId, actor, at, detail: { role } });
    return { ok: true, staffId };
  });
}

export type StaffChanged =
  | { ok: true }
  /** `own`: nobody changes their own role or ends their own access, so an admin always remains. */
  | { ok: false; reason: "unknown" | "own" }
  | NotAdmin;

/** Gives a member another role, from their next page on. */
export function changeStaffRole(
  sql: Sql,
  clock: Clock,
  { staffId, role, actor }: { staffId: number; role: StaffRole; actor: StaffActor },
): Promise<StaffChanged> {
  return transaction(sql, async (sql): Promise<StaffChanged> => {
    const found = await changeable(sql, staffId, actor);
    if (!found.ok) return found;
    const { member } = found;
    if (member.role === role) return { ok: true };
    await setStaffRole(sql, { staffId, role });
    const detail = { role, was: member.role };
    await note(sql, { action: "staff_role_changed", staffId, actor, at: clock.now(), detail });
    return { ok: true };
  });
}

/** Ends a member's access: their sessions end at once, what they did stays theirs. */
export function endStaffMember(
  sql: Sql,
  clock: Clock,
  { staffId, reason, actor }: { staffId: number; reason: string; actor: StaffActor },
): Promise<StaffChanged> {
  return transaction(sql, async (sql): Promise<StaffChanged> => {
    const found = await changeable(sql, staffId, actor);
    if (!found.ok) return found;
    const at = clock.now();
    await endStaff(sql, { staffId, by: actor.staffId, at });
    const detail = { was: found.member.role, reason };
    await note(sql, { action: "staff_ended", staffId, actor, at, detail });
    return { ok: true };
  });
}

async function changeable(
  sql: Sql,
  staffId: number,
  actor: StaffActor,
): Promise<{ ok: true; member: StaffMember } | Extract<StaffChanged, { ok: false }>> {
  const staff = await lockStaff(sql);
  if (!isAdmin(staff, actor)) return { ok: false, reason: "not_admin" };
  if (staffId === actor.staffId) return { ok: false, reason: "own" };
  const member = staff.find(({ id }) => id === staffId);
  return member ? { ok: true, member } : { ok: false, reason: "unknown" };
}

function isAdmin(staff: readonly StaffMember[], actor: StaffActor): boolean {
  return staff.some(({ id, role }) => id === actor.staffId && role === "admin");
}

async function note(
  sql: Sql,
  { action, staffId, actor, at, detail }: {
    action: "staff_added" | "staff_role_changed" | "staff_ended";
    staffId: number;
    actor: StaffActor;
    at: string;
    detail: Record<string, string>;
  },
): Promise<void> {
  await writeJournal(sql, {
    actor: `staff/${actor.staffId}`,
    action,
    subject: `staff/${staffId}`,
    detail,
    ip: actor.ip,
    at,
  });
}
