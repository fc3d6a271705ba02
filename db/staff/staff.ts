import type { Instant } from "../../domain/local_date.ts";
import type { StaffRole } from "../../domain/staff_role.ts";
import type { Sql } from "../connection.ts";

export interface StaffMember {
  id: number;
  email: string;
  name: string;
  role: StaffRole;
  /** When their access ended; null while they have it. */
  endedAt: Instant | null;
}

/** Whoever may log in with this e-mail, in lower case. */
export async function findStaffByEmail(sql: Sql, email: string): Promise<StaffMember | null> {
  const [row] = await sql<StaffMember[]>`
    ${selectStaff(sql)} where email = ${email} and ended_at is null`;
  return row ?? null;
}

/** Adds a member, or gives the one of this e-mail name, role and, where it had ended, access anew. */
export async function insertStaff(
  sql: Sql,
  member: { email: string; name: string; role: StaffRole; at: string },
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into staff (email, name, role, recorded_at)
    values (${member.email.toLowerCase()}, ${member.name}, ${member.role}, ${member.at})
    on conflict (email) do update
    set name = excluded.name, role = excluded.role, ended_at = null, ended_by = null
    returning id`;
  return row!.id;
}

/** All there are and were: first those who have access. */
export async function listStaff(sql: Sql): Promise<StaffMember[]> {
  return await sql<StaffMember[]>`
    ${selectStaff(sql)} order by ended_at is not null, name, email`;
}

/**
 * Everybody who has access, locked: who changes roles or ends access does it alone, so the last
 * admin can't be lost to two changes at once.
 */
export async function lockStaff(sql: Sql): Promise<StaffMember[]> {
  return await sql<StaffMember[]>`
    ${selectStaff(sql)} where ended_at is null order by id for update`;
}

export async function setStaffRole(
  sql: Sql,
  { staffId, role }: { staffId: number; role: StaffRole },
): Promise<void> {
  await sql`update staff set role = ${role} where id = ${staffId}`;
}

/** Ends a member's access, and with it their sessions and the codes on their way. */
export async function endStaff(
  sql: Sql,
  { staffId, by, at }: { staffId: number; by: number; at: Instant },
): Promise<void> {
  await sql`update staff set ended_at = ${at}, ended_by = ${by} where id = ${staffId}`;
  await sql`delete from sessions where staff_id = ${staffId}`;
  await sql`
    update challenges set used_at = ${at} where staff_id = ${staffId} and used_at is null`;
}

function selectStaff(sql: Sql) {
  return sql`select id, email, name, role, ended_at as "endedAt" from staff`;
}
