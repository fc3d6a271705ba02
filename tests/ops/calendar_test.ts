import assert from "node:assert/strict";
import { localDate } from "../../domain/local_date.ts";
import { add, insertCases, turned } from "../harness/calendars.ts";
import { insertInsured } from "../harness/people.ts";
import { type Fields, type Page, type TestSite, testSite } from "../harness/site.ts";

const NOW = "2026-05-05T07:00:00.000Z";
/** The 30th working day after it is 3 June 2026. */
const PUBLISHED = localDate("2026-04-20");
const SOURCE = "Постановление № 1 от 4 мая 2026";

Deno.test("a decree is shown with all that it moves, then applied once", async () => {
  await using site = await testSite({ at: NOW });
  const [invoiceId] = await openCases(site, 2);
  const staff = await site.logInStaff("admin");
  const form = await staff.get("/ops/calendar?year=2026&scope=federal");
  assert.match(form.text, /Действует версия 1 : Постановления Правительства/);
  assert.match(typedIn(form, "daysOff"), /^01\.01\.2026\n02\.01\.2026\n[\s\S]*\n31\.12\.2026$/);

  const asked = await staff.post("/ops/calendar", withDay(form, "2026-05-12"));
  assert.equal(asked.status, 303, asked.text);
  const preview = await staff.get(asked.location!);
  assert.match(preview.text, /2026 год, вся Россия: нерабочие — 12 мая \(вт\)/);
  assert.match(preview.text, /2 счета из 2 открытых/);
  assert.match(
    preview.text,
    new RegExp(
      `№ ${invoiceId} 3 июня, ср 4 июня, чт Образцова Майя Завод null`,
    ),
  );
  assert.match(
    preview.text,
    /2027 год, Республика Башкортостан: праздники региона еще не записаны/,
  );
  assert.match(preview.text, /2028 год, вся Россия: постановления еще нет/);
  assert.equal(await versions(site), 1);
  const looks = await site.sql`
    select subject from journal where action = 'looked_at_due_date' and actor like 'staff/%'`;
  assert.equal(looks.length, 2);

  const fields = hiddenFields(preview);
  const applied = await staff.postRaw("/ops/calendar/preview", fields);
  assert.deepEqual([applied.status, applied.location], [303, "/ops/calendar?added=2"]);
  const after = await staff.get(applied.location!);
  assert.match(after.text, /Записана версия 2 Позже стал срок у 2 счетов/);
  assert.match(
    after.text,
    new RegExp(`№ 2 ${SOURCE} 2026 год, вся Россия: нерабочие — 12 мая .* 5 мая 2026, 12:00 2`),
  );
  const twice = await staff.postRaw("/ops/calendar/preview", fields);
  assert.equal(twice.location, "/ops/calendar?unchanged");
  assert.match(
    (await staff.get(twice.location!)).text,
    /Эти дни уже записаны: ничего не изменилось/,
  );
  assert.equal(await versions(site), 2);
  assert.equal(await signals(site), 2);
  const [entry] = await site
    .sql`select subject, detail from journal where action = 'added_calendar'`;
  assert.deepEqual({ ...entry }, { subject: "calendar/2", detail: { moved: 2 } });
});

Deno.test("a preview of before another version is shown anew, and nothing is written", async () => {
  await using site = await testSite({ at: NOW });
  await openCases(site, 1);
  const staff = await site.logInStaff("admin");
  const form = await staff.get("/ops/calendar?year=2026&scope=federal");
  const asked = await staff.post("/ops/calendar", withDay(form, "2026-05-12"));
  const preview = await staff.get(asked.location!);
  await add(site.sql, await turned(site.sql, { off: ["2026-05-13"] }), NOW);

  const refused = await staff.postRaw("/ops/calendar/preview", hiddenFields(preview));
  assert.equal(refused.status, 303);
  const anew = await staff.get(refused.location!);
  assert.match(anew.text, /Пока вы смотрели, календарь изменили: ничего не записано/);
  assert.match(anew.text, /действует версия 2/);
  // The other version's day is not in what was typed: that it goes is said.
  assert.match(anew.text, /нерабочие — 12 мая \(вт\); рабочие — 13 мая \(ср\)/);
  assert.equal(await versions(site), 2);
  const applied = await staff.postRaw("/ops/calendar/preview", hiddenFields(anew));
  assert.equal(applied.location, "/ops/calendar?added=3");
});

Deno.test("who would come out earlier keeps the promise, and the preview says so", async () => {
  await using site = await testSite({ at: NOW });
  await openCases(site, 1);
  const staff = await site.logInStaff("admin");
  const form = await staff.get("/ops/calendar?year=2026&scope=federal");
  const fields = decree(form, typedIn(form, "daysOff").replace("11.05.2026\n", ""));
  const preview = await staff.get((await staff.post("/ops/calendar", fields)).location!);
  assert.match(preview.text, /рабочие — 11 мая \(пн\)/);
  assert.match(preview.text, /Ничей: сроки 1 открытого счета прежние/);
  assert.match(
    preview.text,
    /наступил бы раньше у 1 счета , но обещанный срок раньше не становится/,
  );
  assert.match(preview.text, /3 июня, ср 2 июня, вт/);
  await staff.postRaw("/ops/calendar/preview", hiddenFields(preview));
  const [row] = await site.sql`select due_on, calendar_version_id from invoices`;
  assert.deepEqual({ ...row }, { due_on: "2026-06-03", calendar_version_id: 1 });
  assert.equal(await signals(site), 0);

  const back = await staff.get("/ops/calendar?year=2026&scope=federal");
  const asked = await staff.post("/ops/calendar", withDay(back, "2026-05-11"));
  assert.match((await staff.get(asked.location!)).text, /Это возврат к дням версии 1/);
});

Deno.test("a region's year starts from what it has every year, and ISO dates will do", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("admin");
  const form = await staff.get("/ops/calendar?year=2027&scope=RU-BA");
  assert.match(form.text, /Праздники региона на этот год еще не записаны/);
  assert.equal(typedIn(form, "daysOff"), "11.10.2027");
  assert.doesNotMatch(form.html, /name="working"/);
  const fields = decree(form, "11.10.2027\r\n2027-03-10\r\n\r\n16.5.2027 ");
  const preview = await staff.get((await staff.post("/ops/calendar", fields)).location!);
  assert.match(
    preview.text,
    /2027 год, Республика Башкортостан: праздники записаны; нерабочие — 10 марта \(ср\)/,
  );
  assert.doesNotMatch(preview.text, /праздники региона еще не записаны/);
  const applied = await staff.postRaw("/ops/calendar/preview", hiddenFields(preview));
  assert.equal(applied.status, 303);
  const [row] = await site.sql`
    select content->'regions'->'RU-BA'->'days_off' as days from calendar_versions where id = 2`;
  assert.deepEqual(row!.days.slice(-3), ["2027-03-10", "2027-05-16", "2027-10-11"]);
});

Deno.test("a year without a decree starts from art. 112, and is decided by the first one", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("admin");
  const form = await staff.get("/ops/calendar?year=2028&scope=federal");
  assert.match(form.text, /Постановления на этот год еще нет/);
  assert.match(typedIn(form, "daysOff"), /^03\.01\.2028\n04\.01\.2028/);
  const asked = await staff.post("/ops/calendar", {
    ...decree(form, typedIn(form, "daysOff")),
    working: "15.01.2028",
  });
  assert.match(
    (await staff.get(asked.location!)).text,
    /2028 год, вся Россия: есть постановление; рабочие — 15 января \(сб\)/,
  );
});

Deno.test("what can't be a decree is refused beside its field, as typed", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("admin");
  const form = await staff.get("/ops/calendar?year=2027&scope=federal");
  const days = typedIn(form, "daysOff");
  const refusals: [Fields, string, RegExp][] = [
    [decree(form, `${days}\n31.02.2027`), "daysOff", /«31\.02\.2027» — такой даты нет/],
    [decree(form, `${days}\nмай`), "daysOff", /«май» — такой даты нет/],
    [decree(form, `${days}\n07.05.2026`), "daysOff", /07\.05\.2026: не этого года/],
    [decree(form, `${days}\n08.05.2027`), "daysOff", /08\.05\.2027: это и так выходной/],
    [decree(form, `${days}\n31.12.2027`), "daysOff", /31\.12\.2027: повторяется/],
    [decree(form, ""), "daysOff", /года без единого выходного не бывает/],
    [decree(form, days), "daysOff", /Эти дни уже записаны/],
    [decree(form, days, "10.02.2027"), "working", /10\.02\.2027: это будний день/],
    [decree(form, days, "01.05.2027"), "working", /01\.05\.2027: это праздник по статье 112/],
    [{ ...decree(form, days), source: " " }, "source", /Назовите постановление/],
    [{ ...decree(form, days), source: "я".repeat(301) }, "source", /сейчас 301/],
  ];
  for (const [fields, field, message] of refusals) {
    const page = await staff.post("/ops/calendar", fields);
    assert.equal(page.status, 422, String(message));
    assert.match(page.text, message);
    assert.match(page.html, new RegExp(`id="${field}-error"`));
    assert.match(page.html, new RegExp(`href="#${field}"`));
    assert.match(page.html, /<title>Ошибка: Календарь/);
    assert.equal(typedIn(page, "daysOff"), String(fields.daysOff).trim());
    assert.equal(typedIn(page, "working"), fields.working);
    const source = /name="source"[^>]*? value(?:="([^"]*)")?/.exec(page.html)?.[1] ?? "";
    assert.equal(source, String(fields.source).trim());
    assert.match(page.text, /2027 год, вся Россия/);
  }
  const region = await staff.get("/ops/calendar?year=2026&scope=RU-BA");
  const emptied = await staff.post("/ops/calendar", decree(region, ""));
  assert.match(emptied.text, /Этот год уже решен: оставьте хотя бы один день/);
  const astray = await staff.post("/ops/calendar", decree(region, "11.10.2028"));
  assert.match(astray.text, /11\.10\.2028: не этого года/);
  assert.equal(await versions(site), 1);
});

Deno.test("a long preview counts all and shows the first fifty", async () => {
  await using site = await testSite({ at: NOW });
  await openCases(site, 53);
  const staff = await site.logInStaff("admin");
  const form = await staff.get("/ops/calendar?year=2026&scope=federal");
  const asked = await staff.post("/ops/calendar", withDay(form, "2026-05-12"));
  const preview = await staff.get(asked.location!);
  assert.match(preview.text, /53 счета из 53 открытых\. Показаны первые 50/);
  assert.equal(preview.text.match(/4 июня, чт/g)?.length, 50);
});

Deno.test("a viewer sees the versions and adds none; the insured see nothing", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const form = await admin.get("/ops/calendar?year=2026&scope=federal");
  const asked = await admin.post("/ops/calendar", withDay(form, "2026-05-12"));
  const fields = hiddenFields(await admin.get(asked.location!));

  const viewer = await site.logInStaff("viewer");
  const list = await viewer.get("/ops/calendar");
  assert.match(list.text, /Действует версия 1/);
  assert.doesNotMatch(list.html, /<textarea/);
  assert.doesNotMatch((await viewer.get(asked.location!)).html, /name="against"/);
  const { csrf: _, ...decreed } = fields;
  assert.equal((await viewer.post("/ops/calendar/preview", decreed, "/ops")).status, 403);
  assert.equal((await viewer.post("/ops/calendar", decree(form, ""), "/ops")).status, 403);

  const { phone } = await insertInsured(site.sql, site.clock.now());
  const insured = await site.logInInsured(phone);
  assert.match((await insured.get("/ops/calendar")).location!, /^\/ops\/login\?next=/);
  assert.match((await insured.get(asked.location!)).location!, /^\/ops\/login\?next=/);
  assert.equal(await versions(site), 1);
});

Deno.test("a query that no form has sent leads back to the form", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("admin");
  const good = { year: "2026", scope: "federal", off: "2026-05-12", working: "", source: SOURCE };
  const changed = [
    { year: "abc" },
    { year: "1026" },
    { scope: "RU-XX" },
    { off: "12.05.2026" },
    { off: "2026-05-12,2026-02-31" },
    { off: "2026-05-16" },
    { source: "" },
    { source: "я".repeat(301) },
  ];
  for (const one of changed) {
    const query = new URLSearchParams({ ...good, ...one });
    const page = await staff.get(`/ops/calendar/preview?${query}`);
    assert.equal(page.status, 303, query.toString());
    assert.match(page.location!, /^\/ops\/calendar(\?|$)/);
  }
  for (const against of ["", "abc", "0"]) {
    const page = await staff.post("/ops/calendar/preview", { ...good, against }, "/ops/calendar");
    assert.equal(page.location, "/ops/calendar");
  }
  assert.equal((await staff.get("/ops/calendar?year=9999&scope=%00")).status, 200);
  assert.equal(await versions(site), 1);
});

function openCases({ sql }: TestSite, count: number): Promise<number[]> {
  return insertCases(sql, Array(count).fill({ publishedOn: PUBLISHED }), NOW);
}

/** The form as that page shows it, with these texts typed in. */
function decree(form: Page, daysOff: string, working = typedIn(form, "working")) {
  const { year, scope } = hiddenFields(form);
  return { year: year!, scope: scope!, daysOff, working, source: SOURCE };
}

function withDay(form: Page, date: string) {
  return decree(form, `${typedIn(form, "daysOff")}\n${date}`);
}

function typedIn({ html }: Page, name: string): string {
  return new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)<`).exec(html)?.[1] ?? "";
}

function hiddenFields({ html }: Page): Record<string, string> {
  const main = html.split("<main")[1] ?? "";
  const inputs = main.matchAll(/<input\s+type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name!, value!]));
}

async function versions({ sql }: TestSite): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from calendar_versions`;
  return row!.count;
}

async function signals({ sql }: TestSite): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from outbox where signal = 'dueMoved'`;
  return row!.count;
}
