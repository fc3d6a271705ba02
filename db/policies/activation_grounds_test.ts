import assert from "node:assert/strict";
import { localDate } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { latestCalendar } from "../calendars.ts";
import { currentDocuments } from "../documents.ts";
import { activationGrounds } from "./activation_grounds.ts";

Deno.test("a consent rests on the newest calendar and on the terms in force that day", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const today = localDate("2026-11-22");
  await sql`
    insert into documents (kind, version, title, body, effective_from)
    select kind, version + n, title || n, body || n, effective
    from documents, (values (1, date '2026-11-22'), (2, date '2026-11-23')) later (n, effective)
    where kind = 'franchise_terms'`;
  const { calendar, terms } = await activationGrounds(sql, today);
  assert.deepEqual(calendar, (await latestCalendar(sql)).data);
  assert.deepEqual(terms, (await currentDocuments(sql, today)).franchise_terms);
  assert.equal(terms.effectiveFrom, "2026-11-22");
});

Deno.test("a day before any terms were in force has none to consent to", async () => {
  await using database = await testDatabase();
  const { terms } = await activationGrounds(database.sql, localDate("1999-01-01"));
  assert.equal(terms, null);
});
