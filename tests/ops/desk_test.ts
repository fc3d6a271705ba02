import assert from "node:assert/strict";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { loadPeople, loadRegister } from "../samples/story.ts";
import { testSite } from "../harness/site.ts";

const NOW = "2026-11-22T07:00:00.000Z";

Deno.test("the day begins with what waits, counted, each with the way to it", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("operator");
  assert.match((await staff.get("/ops")).text, /Ждет вас Всё разобрано/);

  await loadPeople(site.sql);
  const visit = registerRow();
  await loadRegister(site.sql, {
    name: "a.xlsx",
    content: registerOf(visit, registerRow({ number: 2, policy: "?" })),
  });
  await loadRegister(site.sql, { name: "b.xlsx", content: registerOf(visit) });
  const [person] = await site.sql<{ id: number }[]>`select id from people limit 1`;
  await site.sql`
    insert into notices (key, person_id, channel, template, due_at, state, detail, recorded_at,
                         finished_at)
    values ('a', ${person!.id}, 'sms', 'accrual', ${NOW}, 'failed', 'no_contact', ${NOW}, ${NOW}),
           ('b', ${person!.id}, 'sms', 'accrual', ${NOW}, 'failed', 'no_contact', ${NOW},
            ${"2026-11-01T07:00:00.000Z"})`;
  const page = await staff.get("/ops");
  assert.match(page.text, /1 удержанная строка/);
  assert.match(page.text, /1 отказанная строка/);
  assert.match(page.text, /1 сообщение не дошло за неделю/);
  for (const href of ["/ops/held", "/ops/lists/refused", "/ops/lists/notices"]) {
    assert.ok(page.html.includes(`href="${href}"`), href);
  }
  assert.doesNotMatch(page.text, /звонок сейчас|Всё разобрано/);
});
