import assert from "node:assert/strict";
import { type TestSite, testSite } from "../harness/site.ts";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { CLINIC, EMPLOYER, loadPeople, loadRegister } from "../samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const MISTYPED = "ООО «Ромажка»";
const RIGHT = "ООО «Ромашка»";

Deno.test("an admin gives a mistyped clinic its right name; its lines stay its own, and the journal tells", async () => {
  await using site = await siteWithClinics();
  const admin = await site.logInStaff("admin");
  const list = await admin.get("/ops/settings/names");
  assert.match(list.text, /ООО «Клиника Образец» 1 10 ноября 2026 Переименовать/);
  const path = await pathOf(site, MISTYPED);
  assert.ok(list.html.includes(`href="${path}"`));
  const renamed = await admin.post(path, { name: ` ${RIGHT} ` });
  assert.equal(renamed.location, "/ops/settings/names?renamed");
  const after = await admin.get(renamed.location!);
  assert.match(after.text, /Название изменено/);
  assert.match(after.text, /ООО «Ромашка» 1 /);
  const [line] = await site.sql`
    select c.name from service_lines l join clinics c on c.id = l.clinic_id order by l.id desc`;
  assert.equal(line!.name, RIGHT);
  assert.match(
    (await admin.get("/ops/journal")).text,
    /Клиника переименована .* было: ООО «Ромажка» стало: ООО «Ромашка»/,
  );
});

Deno.test("a name that another has is refused in words, and one that resembles another's is asked about", async () => {
  await using site = await siteWithClinics();
  const admin = await site.logInStaff("admin");
  const path = await pathOf(site, MISTYPED);
  const taken = await admin.post(path, { name: "ооо клиника образец" });
  assert.equal(taken.status, 422);
  assert.match(taken.text, /Так уже называется ООО «Клиника Образец»\. Объединить двоих нельзя/);
  const alike = await admin.post(path, { name: "АО «Клиника Образец»" });
  assert.equal(alike.status, 422);
  assert.match(alike.text, /Похоже на ООО «Клиника Образец»/);
  const other = await admin.post(path, { name: "АО «Клиника Образец»", other: "on" });
  assert.equal(other.status, 303);
  for (const name of ["", "К".repeat(201)]) {
    const wrong = await admin.post(path, { name });
    assert.equal(wrong.status, 422);
    assert.match(wrong.html, /id="name-error"/);
  }
});

Deno.test("an employer is renamed as well; others than admins see the names only", async () => {
  await using site = await siteWithClinics();
  const admin = await site.logInStaff("admin");
  const [employer] = await site.sql`select id from employers`;
  const path = `/ops/settings/names/employers/${employer!.id}`;
  assert.match((await admin.get(path)).text, new RegExp(`Сейчас: ${EMPLOYER}`));
  await admin.post(path, { name: "АО «Завод Образец и сыновья»" });
  const viewer = await site.logInStaff("viewer");
  const list = await viewer.get("/ops/settings/names");
  assert.match(list.text, /АО «Завод Образец и сыновья»/);
  assert.doesNotMatch(list.text, /Переименовать/);
  assert.equal((await viewer.get(path)).status, 403);
  for (const id of ["0", "x", "99"]) {
    assert.equal((await admin.get(`/ops/settings/names/clinics/${id}`)).status, 404);
  }
  assert.equal((await admin.get("/ops/settings/names/people/1")).status, 404);
});

async function siteWithClinics(): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(registerRow()) });
  await loadRegister(site.sql, {
    name: "b.xlsx",
    clinic: MISTYPED,
    content: registerOf(registerRow({ service: "УЗИ" })),
  });
  assert.deepEqual([CLINIC, MISTYPED].toSorted(), await names(site));
  return site;
}

async function names({ sql }: TestSite): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`select name from clinics order by name collate "C"`;
  return rows.map(({ name }) => name);
}

async function pathOf({ sql }: TestSite, name: string): Promise<string> {
  const [row] = await sql`select id from clinics where name = ${name}`;
  return `/ops/settings/names/clinics/${row!.id}`;
}
