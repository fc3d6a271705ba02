import assert from "node:assert/strict";
import { testDatabase } from "../../tests/harness/database.ts";
import { loadActivations, loadRoster, noonOf, sample } from "../../tests/samples/story.ts";
import { activateFranchise } from "../policies/activate_franchise.ts";

Deno.test("paper consents are journalled at noon of their day and open service on the next working day", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, { content: sample("roster.xlsx"), region: "RU-BA" });
  const outcome = await loadActivations(
    sql,
    "№ полиса;Дата согласия;Источник\n7701/474/001000;09.10.2026;бумага\n7701/848/001012;2026-09-01;прежний кабинет\n",
  );
  assert.ok(outcome.accepted === 2 && outcome.refused.length === 0 && outcome.changed);
  const consents = await sql`
    select p.number, c.source, c.given_at, c.challenge_id, c.document_id, f.active_from,
           f.consented_on, g.personnel_number as given_by
    from consents c join policies p on p.id = c.policy_id join franchises f on f.consent_id = c.id
    join people g on g.id = c.given_by order by p.number`;
  assert.deepEqual(consents.map((row) => ({ ...row })), [
    {
      number: "7701/474/001000",
      source: "бумага",
      given_at: "2026-10-09T07:00:00.000Z",
      challenge_id: null,
      document_id: null,
      // A weekend, and 12 October instead of Bashkortostan's Republic Day on a Sunday.
      active_from: "2026-10-13",
      consented_on: "2026-10-09",
      given_by: "4000",
    },
    {
      number: "7701/848/001012",
      source: "прежний кабинет",
      given_at: "2026-09-01T07:00:00.000Z",
      challenge_id: null,
      document_id: null,
      active_from: "2026-09-02",
      consented_on: "2026-09-01",
      given_by: "4011",
    },
  ]);
  const starts = await sql`select workflow_type, signal from outbox`;
  assert.deepEqual(starts.map((row) => ({ ...row })), [
    { workflow_type: "franchise", signal: null },
    { workflow_type: "franchise", signal: null },
  ]);
});

Deno.test("each refused consent says why, a header may be left out, and the list again changes nothing", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, { content: sample("roster.xlsx") });
  await sql`update people set representative_id = null where personnel_number = '4012'`;
  const list = [
    "7701/474/001000,2026-09-01,paper",
    "7701/474/001000,2026-09-02,paper",
    "0000,2026-09-01,paper",
    ",2026-09-01,paper",
    "7701/346/001001,сентябрь,paper",
    "7701/346/001001,2026-10-21,paper",
    "7701/346/001001,2026-05-31,paper",
    "7701/848/001012,2026-09-01,paper",
    "7701/916/001011,2026-09-01",
  ].join("\n");
  const outcome = await loadActivations(sql, list);
  assert.equal(outcome.accepted, 2);
  assert.deepEqual(outcome.refused.map((row) => [row.sheetRow, row.reason]), [
    [2, "already_activated"],
    [3, "unknown_policy"],
    [4, "policy_number_missing"],
    [5, "date_not_readable"],
    [6, "date_in_future"],
    [7, "outside_policy"],
    [8, "no_representative"],
  ]);
  const again = await loadActivations(sql, list);
  assert.deepEqual({ ...again, fileId: 0 }, { ...outcome, fileId: 0, changed: false });
  const later = await loadActivations(sql, list, noonOf("2026-10-21"));
  assert.ok(later.changed && later.accepted === 3, "the day has come");
});

Deno.test("a list without a consent's date is no list", async () => {
  await using database = await testDatabase();
  await assert.rejects(
    loadActivations(database.sql, "полис\n7701/474/001000\n"),
    /Нужны столбцы «№ полиса», «Дата согласия»/,
  );
});

Deno.test("activateFranchise() opens once, for the person or the representative only, never after the policy", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, { content: sample("roster.xlsx") });
  const [child] = await sql`
    select p.id, h.id as person, h.representative_id from policies p
    join people h on h.id = p.person_id where p.number = '7701/848/001012'`;
  const [stranger] = await sql`select id from people where personnel_number = '4000'`;
  const [terms] = await sql`select id from documents where kind = 'franchise_terms'`;
  const [agreement] = await sql`select id from documents where kind = 'user_agreement'`;
  const consent = { policyId: child!.id, documentId: terms!.id, source: "web" };
  const friday = noonOf("2026-07-03");

  const foreign = await activateFranchise(sql, friday, { ...consent, givenBy: stranger!.id });
  assert.deepEqual(foreign, { ok: false, reason: "unknown_policy" });
  const givenBy = child!.representative_id;
  const wrong = await activateFranchise(sql, friday, {
    ...consent,
    givenBy,
    documentId: agreement!.id,
  });
  assert.deepEqual(wrong, { ok: false, reason: "unknown_document" });
  const late = await activateFranchise(sql, noonOf("2027-05-31"), { ...consent, givenBy });
  assert.deepEqual(late, { ok: false, reason: "policy_ended" });

  const attempts = await Promise.all([
    activateFranchise(sql, friday, { ...consent, givenBy }),
    activateFranchise(sql, friday, { ...consent, givenBy }),
  ]);
  const [opened] = attempts.filter((attempt) => attempt.ok);
  const [refused] = attempts.filter((attempt) => !attempt.ok);
  assert.ok(opened?.ok && refused?.ok === false && refused.reason === "already_activated");
  assert.equal(opened.activeFrom, "2026-07-06");
  assert.deepEqual(opened.skipped.map((day) => day.date), ["2026-07-04", "2026-07-05"]);
  assert.equal(refused.franchiseId, opened.franchiseId);
  const [count] = await sql`select count(*) as count from consents`;
  assert.equal(count!.count, 1);
});

Deno.test("a consent before the policy's first day opens service on that day", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, { content: sample("roster.xlsx") });
  const [policy] = await sql`select id, person_id from policies where number = '7701/474/001000'`;
  const activation = await activateFranchise(sql, noonOf("2026-05-12"), {
    policyId: policy!.id,
    givenBy: policy!.person_id,
    documentId: null,
    source: "web",
  });
  assert.ok(activation.ok);
  assert.equal(activation.activeFrom, "2026-06-01");
});
