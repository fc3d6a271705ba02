import type { Sql } from "./connection.ts";

export type StaffRole = "viewer" | "operator" | "approver" | "admin";

export interface StaffMember {
  id: number;
  email: string;
  name: string;
  role: StaffRole;
}

export async function findStaffByEmail(sql: Sql, email: string): Promise<StaffMember | null> {
  const [row] = await sql<StaffMember[]>`
    select id, email, name, role from staff where email = ${email}`;
  return row ?? null;
}

export async function insertStaff(
  sql: Sql,
  member: { email: string; name: string; role: StaffRole; at: string },
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into staff (email, name, role, recorded_at)
    values (${member.email.toLowerCase()}, ${member.name}, ${member.role}, ${member.at})
    on conflict (email) do update set name = excluded.name, role = excluded.role
    returning id`;
  return row!.id;
}

export async function listStaff(sql: Sql): Promise<StaffMember[]> {
  return await sql<StaffMember[]>`select id, email, name, role from staff order by email`;
}
