import assert from "node:assert/strict";
import { STAFF_ROLES } from "../../domain/staff_role.ts";
import { leastRole, STAFF_ACCESS } from "../../routes/ops/(_staff)/staff_access.ts";
import { givenIndebted, type Indebted, REPORT_DAY } from "../harness/indebted.ts";
import { type Fields, type TestSite, testSite } from "../harness/site.ts";

/** A form that does something for good, and what the journal then says was done. */
interface Act {
  path: string;
  fields: Fields;
  done: string;
}

interface Given extends Indebted {
  site: TestSite;
  /** Somebody else of the staff. */
  colleague: number;
  /** A registration that waits. */
  registration: number;
}

const REASON = "Письмо кадров № 41";

const ACTS: Readonly<Record<string, (given: Given) => Act>> = {
  "/ops/registrations/:id": ({ registration }) => ({
    path: `/ops/registrations/${registration}`,
    fields: { decision: "refuse", because: REASON },
    done: "registration_refused",
  }),
  "/ops/decisions/forgive": ({ invoices }) => ({
    path: `/ops/decisions/forgive?invoice=${invoices["Новиков"]}`,
    fields: { amount: "100", reason: REASON, step: "send" },
    done: "decision_proposed",
  }),
  "/ops/employers/:id": ({ employerId }) => ({
    path: `/ops/employers/${employerId}`,
    fields: { report: "2026-10" },
    done: "asked_for_report",
  }),
  "/ops/employers/:id/contacts": ({ employerId }) => ({
    path: `/ops/employers/${employerId}/contacts`,
    fields: { name: "Второй Кадров", email: "second@sever.example", reason: REASON, step: "send" },
    done: "named",
  }),
  "/ops/employers/:id/contacts/:contact": ({ employerId, contactId }) => ({
    path: `/ops/employers/${employerId}/contacts/${contactId}`,
    fields: { reason: REASON },
    done: "ended",
  }),
  "/ops/settings/staff": () => ({
    path: "/ops/settings/staff",
    fields: { name: "Новый", email: "new@fifth.test", role: "viewer" },
    done: "staff_added",
  }),
  "/ops/settings/staff/:id": ({ colleague }) => ({
    path: `/ops/settings/staff/${colleague}`,
    fields: { role: "operator" },
    done: "staff_role_changed",
  }),
  "/ops/settings/staff/:id/end": ({ colleague }) => ({
    path: `/ops/settings/staff/${colleague}/end`,
    fields: { reason: REASON },
    done: "staff_ended",
  }),
};

/** Their acts need files, calls or a bank; the tests of these pages do them, by role too. */
const DONE_ELSEWHERE: readonly string[] = [
  "/ops",
  "/ops/calendar",
  "/ops/calendar/preview",
  "/ops/calls/:id",
  "/ops/decisions/:id",
  "/ops/decisions/:id/withdraw",
  "/ops/decisions/pause",
  "/ops/decisions/postpone",
  "/ops/decisions/refund",
  "/ops/decisions/return",
  "/ops/employers/:id/payments",
  "/ops/employers/:id/payments/:payment",
  "/ops/files/:id",
  "/ops/files/:id/rows/:row",
  "/ops/held",
  "/ops/invoices",
  "/ops/invoices/publish",
  "/ops/payments",
  "/ops/settings/documents/:kind",
  "/ops/settings/employers/:id",
  "/ops/settings/names/:kind/:id",
  "/ops/settings/programmes",
  "/ops/settings/rates",
];

Deno.test("every form of staff's has an act here, or is named as done elsewhere", () => {
  const forms = Object.entries(STAFF_ACCESS).filter(([, access]) => "POST" in access);
  assert.deepEqual(
    [...Object.keys(ACTS), ...DONE_ELSEWHERE].toSorted(),
    forms.map(([route]) => route).toSorted(),
  );
});

for (const [route, act] of Object.entries(ACTS)) {
  Deno.test(`${route}: the least role does it, the role below is refused and nothing is done`, async () => {
    await using site = await testSite({ at: REPORT_DAY });
    const given = await givenAll(site);
    const { path, fields, done } = act(given);
    const least = leastRole(route, "POST")!;
    const below = STAFF_ROLES[STAFF_ROLES.indexOf(least) - 1];
    assert.ok(below);
    const entries = async () =>
      (await site.sql`select from journal where action = ${done} and actor like 'staff/%'`).length;
    const refused = await (await site.logInStaff(below)).post(path, fields, "/ops");
    assert.equal(refused.status, 403, refused.text);
    assert.equal(await entries(), 0);
    const answer = await (await site.logInStaff(least)).post(path, fields, "/ops");
    assert.equal(answer.status, 303, answer.text);
    assert.equal(await entries(), 1);
  });
}

async function givenAll(site: TestSite): Promise<Given> {
  const { sql } = site;
  const indebted = await givenIndebted(sql);
  await site.logInStaff("viewer");
  const [colleague] = await sql<{ id: number }[]>`select id from staff order by id limit 1`;
  const [registration] = await sql<{ id: number }[]>`
    insert into registrations (person_id, phone, email, agreement_id, personal_data_id, state,
                               requested_at, confirmed_at)
    values (${indebted.people["Новиков"]}, '9001112233', 'n@fifth.test',
            (select max(id) from documents where kind = 'user_agreement'),
            (select max(id) from documents where kind = 'personal_data'),
            'awaiting_staff', ${REPORT_DAY}, ${REPORT_DAY})
    returning id`;
  return { ...indebted, site, colleague: colleague!.id, registration: registration!.id };
}
