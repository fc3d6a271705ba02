import assert from "node:assert/strict";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { loadPeople, loadRegister } from "../samples/story.ts";
import { testSite } from "../harness/site.ts";
import { localDate } from "../../domain/local_date.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";

const NOW = "2026-11-22T07:00:00.000Z";

Deno.test("a run is previewed by month and employer, and says when the next one comes by itself", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(registerRow()) });
  const staff = await site.logInStaff();
  const page = await staff.get("/ops/invoices");
  assert.match(
    page.text,
    /30 ноября 2026 в 12:00 .* счета за услуги по 31 октября 2026 включительно выставятся сами/,
  );
  const preview = await staff.get("/ops/invoices/publish?through=2026-10-31");
  assert.match(preview.text, /1 счет на 200,00 ₽/);
  assert.match(preview.text, /Месяц услуг .* Октябрь 2026 1 1 200,00 ₽/);
  const [employer] = await site.sql<{ name: string }[]>`select name from employers`;
  assert.match(preview.text, /Работодатель Услуг Счетов Доля застрахованных/);
  assert.ok(preview.text.includes(`${employer!.name} 1 1 200,00`), preview.text);
});

Deno.test("a published run tells how many were told by SMS, and leads to those who were not", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  const other = registerRow({ number: 2, date: "2026-10-06" });
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(registerRow(), other) });
  await publishInvoices(site.sql, site.clock, { through: localDate("2026-10-31") });
  await site.sql`
    insert into notices (key, person_id, invoice_id, channel, template, due_at, state, detail,
                         recorded_at, finished_at)
    select 'invoice/' || id || '/accrual/sms', payer_id, id, 'sms', 'accrual', ${NOW}, 'failed',
           'no_contact', ${NOW}, ${NOW} from invoices`;
  const page = await (await site.logInStaff()).get("/ops/invoices");
  assert.match(page.text, /22 ноября 2026 31 октября 2026 1 400,00 ₽ 0 1/);
  assert.match(page.html, /<a href="\/ops\/lists\/notices">1<\/a>/);
});
