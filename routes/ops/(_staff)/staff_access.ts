import { reaches, type StaffRole } from "../../../domain/staff_role.ts";
import type { Staff } from "../../../state.ts";

export type StaffMethod = "GET" | "POST";
type Access = Partial<Record<StaffMethod, StaffRole>>;

/**
 * Who at least may open a page of /ops (GET) and send its forms (POST), by the route's address. The
 * middleware goes by this table and by nothing else; a route or a form that is not in it opens for
 * nobody.
 *
 * Operators load files, record calls and hold lines; approvers decide what moves money, name who of
 * an employer sees its people's debts, and read the journal; admins set what the product goes by, and
 * who is of the staff.
 */
export const STAFF_ACCESS = {
  "/ops": { GET: "viewer", POST: "operator" },
  "/ops/files/:id": { GET: "viewer", POST: "operator" },
  "/ops/files/:id/refused.csv": { GET: "viewer" },
  "/ops/files/:id/rows/:row": { GET: "viewer", POST: "operator" },
  "/ops/held": { GET: "viewer", POST: "operator" },
  "/ops/invoices": { GET: "viewer", POST: "operator" },
  "/ops/invoices/publish": { GET: "viewer", POST: "operator" },
  "/ops/payments": { GET: "viewer", POST: "operator" },
  "/ops/cases": { GET: "viewer" },
  "/ops/cases/:id": { GET: "viewer" },
  "/ops/calls": { GET: "viewer" },
  "/ops/calls/:id": { GET: "viewer", POST: "operator" },
  "/ops/registrations": { GET: "viewer" },
  "/ops/registrations/:id": { GET: "viewer", POST: "operator" },
  "/ops/people": { GET: "viewer" },
  "/ops/people/:id": { GET: "viewer" },
  "/ops/decisions": { GET: "viewer" },
  "/ops/decisions/:id": { GET: "viewer", POST: "approver" },
  "/ops/decisions/:id/withdraw": { POST: "operator" },
  "/ops/decisions/forgive": { GET: "operator", POST: "operator" },
  "/ops/decisions/pause": { GET: "operator", POST: "operator" },
  "/ops/decisions/postpone": { GET: "operator", POST: "operator" },
  "/ops/decisions/refund": { GET: "operator", POST: "operator" },
  "/ops/decisions/return": { GET: "operator", POST: "operator" },
  "/ops/employers": { GET: "viewer" },
  "/ops/employers/:id": { GET: "viewer", POST: "operator" },
  "/ops/employers/:id/contacts": { GET: "approver", POST: "approver" },
  "/ops/employers/:id/contacts/:contact": { GET: "approver", POST: "approver" },
  "/ops/employers/:id/payments": { GET: "operator", POST: "operator" },
  "/ops/employers/:id/payments/:payment": { GET: "viewer", POST: "approver" },
  "/ops/calendar": { GET: "viewer", POST: "admin" },
  "/ops/calendar/preview": { GET: "viewer", POST: "admin" },
  "/ops/lists": { GET: "viewer" },
  "/ops/lists/:list": { GET: "viewer" },
  "/ops/lists/:list/file": { GET: "operator" },
  "/ops/drift": { GET: "viewer" },
  "/ops/journal": { GET: "approver" },
  "/ops/journal/file": { GET: "admin" },
  "/ops/settings": { GET: "viewer" },
  "/ops/settings/documents": { GET: "viewer" },
  "/ops/settings/documents/:kind": { GET: "admin", POST: "admin" },
  "/ops/settings/employers/:id": { GET: "viewer", POST: "admin" },
  "/ops/settings/names": { GET: "viewer" },
  "/ops/settings/names/:kind/:id": { GET: "admin", POST: "admin" },
  "/ops/settings/programmes": { GET: "viewer", POST: "admin" },
  "/ops/settings/programmes/:id": { GET: "viewer" },
  "/ops/settings/rates": { GET: "viewer", POST: "admin" },
  "/ops/settings/staff": { GET: "admin", POST: "admin" },
  "/ops/settings/staff/:id": { GET: "admin", POST: "admin" },
  "/ops/settings/staff/:id/end": { GET: "admin", POST: "admin" },
} as const satisfies Record<string, Access>;

export type StaffRoute = keyof typeof STAFF_ACCESS;

/** Routes with a form. */
type ActingRoute = {
  [Route in StaffRoute]: typeof STAFF_ACCESS[Route] extends { POST: StaffRole } ? Route : never;
}[StaffRoute];

/**
 * The least role for a route's method.
 *
 * @returns null where the route has no such method
 * @throws where the route is missing in the table
 */
export function leastRole(route: string, method: StaffMethod): StaffRole | null {
  if (!Object.hasOwn(STAFF_ACCESS, route)) throw new Error(`Nobody may use ${route} yet`);
  const access: Access = STAFF_ACCESS[route as StaffRoute];
  return access[method] ?? null;
}

/** Routes with a page. */
export type LookingRoute = {
  [Route in StaffRoute]: typeof STAFF_ACCESS[Route] extends { GET: StaffRole } ? Route : never;
}[StaffRoute];

/** Whether the page may be opened: who may not is not led to it. */
export function mayLook(owner: Staff, route: LookingRoute): boolean {
  return reaches(owner.role, STAFF_ACCESS[route].GET);
}

/**
 * Whether services are shown beside sums: what somebody was treated for is a medical secret, and who
 * only looks on needs no more than the sums.
 */
export function maySeeServices(owner: Staff): boolean {
  return reaches(owner.role, "operator");
}

/** Whether the page's forms may be sent: who may not is not shown them. */
export function mayAct(owner: Staff, route: ActingRoute): boolean {
  return reaches(owner.role, STAFF_ACCESS[route].POST);
}
