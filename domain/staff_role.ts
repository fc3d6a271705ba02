/** What a member of staff may do in /ops; each role may all that those before it may. */
export type StaffRole = "viewer" | "operator" | "approver" | "admin";

/** From the least to the most. */
export const STAFF_ROLES: readonly StaffRole[] = ["viewer", "operator", "approver", "admin"];

/** How a role is called on pages. */
export const ROLE_TITLES: Readonly<Record<StaffRole, string>> = {
  viewer: "Просмотр",
  operator: "Оператор",
  approver: "Контролер",
  admin: "Администратор",
};

/** Whether somebody of `role` may do what takes `least`. */
export function reaches(role: StaffRole, least: StaffRole): boolean {
  return STAFF_ROLES.indexOf(role) >= STAFF_ROLES.indexOf(least);
}

/** The roles that may do what takes `least`, in their order. */
export function rolesFrom(least: StaffRole): readonly StaffRole[] {
  return STAFF_ROLES.slice(STAFF_ROLES.indexOf(least));
}

export function isStaffRole(text: string): text is StaffRole {
  return (STAFF_ROLES as readonly string[]).includes(text);
}
