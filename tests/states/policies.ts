import { send, type State } from "./state.ts";
import type { World } from "./world.ts";

/** «Мои полисы», whose they are, and what hangs on them. */
export const POLICIES: readonly State[] = [
  { name: "policies-not-activated", as: "newcomer", path: "/policies" },
  { name: "policies-welcome", as: "newcomer", path: "/policies?welcome" },
  {
    name: "policies-unticked",
    as: "newcomer",
    path: "/policies",
    then: send(),
    shows: "/policies/:id/activate",
  },
  { name: "policies-activated", as: "waiting", path: "/policies?activated=:id" },
  { name: "policies-waiting", as: "waiting", path: "/policies" },
  { name: "policies-active", as: "healthy", path: "/policies" },
  { name: "policies-emergency", as: "overdue", path: "/policies" },
  { name: "policies-restored", as: "restored", path: "/policies" },
  { name: "policies-expired", as: "expired", path: "/policies" },
  { name: "policies-two", as: "twoPolicies", path: "/policies" },
  { name: "policies-none", as: "withoutPolicy", path: "/policies" },
  { name: "policies-parent", as: "parent", path: "/policies" },
  { name: "policies-withdrawn", as: "withdrawn", path: "/policies" },
  { name: "policies-long-names", as: "longNamed", path: "/policies" },

  { name: "policy-not-activated", as: "newcomer", path: "/policies/:id" },
  { name: "policy-waiting", as: "waiting", path: "/policies/:id" },
  { name: "policy-active", as: "healthy", path: "/policies/:id" },
  { name: "policy-emergency", as: "overdue", path: "/policies/:id" },
  { name: "policy-recovery", as: "recovery", path: "/policies/:id" },
  { name: "policy-restored", as: "restored", path: "/policies/:id" },
  { name: "policy-expired", as: "expired", path: "/policies/:id" },
  { name: "policy-child", as: "parent", path: "/policies/:id", nth: -1 },
  { name: "policy-withdrawn", as: "withdrawn", path: "/policies/:id" },
  { name: "policy-many-invoices", as: "many", path: "/policies/:id" },
  { name: "policy-rich", as: "rich", path: "/policies/:id" },
  { name: "policy-long-names", as: "longNamed", path: "/policies/:id" },

  { name: "programme", as: "healthy", path: "/policies/:id/programme" },
  {
    name: "programme-found",
    as: "healthy",
    path: `/policies/:id/programme?q=${encodeURIComponent("стоматология")}&city=${
      encodeURIComponent("Уфа")
    }`,
  },
  { name: "programme-second-page", as: "healthy", path: "/policies/:id/programme?page=2" },
  { name: "programme-none-found", as: "healthy", path: "/policies/:id/programme?q=xyz" },
  {
    name: "programme-untold",
    as: "healthy",
    path: "/policies/:id/programme",
    given: ofUntoldProgramme,
  },
  { name: "programme-not-activated", as: "newcomer", path: "/policies/:id/programme" },
  { name: "programme-emergency", as: "overdue", path: "/policies/:id/programme" },
  { name: "programme-long-names", as: "longNamed", path: "/policies/:id/programme" },
  { name: "card", as: "healthy", path: "/policies/:id/card" },
  { name: "card-not-activated", as: "newcomer", path: "/policies/:id/card" },
  { name: "card-waiting", as: "waiting", path: "/policies/:id/card" },
  { name: "card-emergency", as: "overdue", path: "/policies/:id/card" },
  { name: "card-expired", as: "expired", path: "/policies/:id/card" },
  { name: "card-withdrawn", as: "withdrawn", path: "/policies/:id/card" },
  { name: "card-child", as: "parent", path: "/policies/:id/card", nth: 1 },
  { name: "card-long-names", as: "longNamed", path: "/policies/:id/card" },

  { name: "dependants", as: "parent", path: "/dependants" },
  { name: "dependants-none", as: "healthy", path: "/dependants" },
];

/** A roster has named a programme that staff have told nothing of. */
async function ofUntoldProgramme({ site: { sql } }: World): Promise<() => Promise<void>> {
  const [untold] = await sql<{ id: number }[]>`
    insert into programmes (name, kind) values ('Новая', 'group') returning id`;
  const [told] = await sql<{ id: number }[]>`select id from programmes where name = 'Стандарт'`;
  await sql`update policies set programme_id = ${untold!.id} where programme_id = ${told!.id}`;
  return async () => {
    await sql`update policies set programme_id = ${told!.id} where programme_id = ${untold!.id}`;
    await sql`delete from programmes where id = ${untold!.id}`;
  };
}
