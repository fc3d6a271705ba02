import assert from "node:assert/strict";
import * as xlsx from "xlsx";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { localDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";
import { work } from "../harness/file_work.ts";
import { type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { CLINIC, loadPeople } from "../samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const VISIT = registerRow({ number: 1, price: 1000 });
const SCAN = registerRow({ number: 2, service: "УЗИ", price: 3000 });
const TEST = registerRow({ number: 3, service: "Анализ крови", price: 500 });

Deno.test("a corrected file is uploaded in place of another, and both pages say so", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const first = await upload(staff, { rows: [VISIT, SCAN, TEST] });
  await work(site);
  await publish(site);
  const firstId = first.location!.split("/").at(-1)!;
  const offered = await staff.get((await staff.get(first.location!)).html
    .match(/href="(\/ops\?purpose=replaces[^"#]*)/)![1]!.replaceAll("&amp;", "&"));
  assert.match(offered.html, new RegExp(`<option +value="${firstId}" selected`));

  const second = await upload(staff, {
    rows: [VISIT.with(8, 800), SCAN.with(8, 3500)],
    purpose: "replaces",
    corrects: firstId,
  });
  assert.equal(second.status, 303, second.text);
  await work(site);
  const page = await staff.get(second.location!);
  assert.match(page.text, /Загружен вместо: файл № \d+/);
  assert.match(
    page.text,
    /Изменено строк 2 Больше нет строк 1 Счета стали меньше 1, всего на 140,00 ₽ Войдет в следующие счета 100,00 ₽/,
  );
  assert.match((await staff.get(first.location!)).text, /Этот файл заменен/);

  const again = await upload(staff, { rows: [TEST], purpose: "replaces", corrects: firstId });
  assert.equal(again.status, 422);
  assert.match(again.text, /Вместо этого файла уже загружен файл № \d+\. Выберите его/);
});

Deno.test("a purpose without its file, or a file without its purpose, is asked for beside the field", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const nothing = await upload(staff, { rows: [VISIT], purpose: "replaces", corrects: "" });
  assert.equal(nothing.status, 422);
  assert.match(nothing.html, /id="corrects-error"/);
  assert.match(nothing.text, /Выберите файл, который исправляете/);
  const unsaid = await upload(staff, { rows: [VISIT], purpose: "new", corrects: "1" });
  assert.match(unsaid.text, /Выберите, как исправляете/);
});

Deno.test("the insured sees which line was corrected, by how much, and what is owed now", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const first = await upload(staff, { rows: [VISIT, SCAN, TEST] });
  await work(site);
  await publish(site);
  const corrects = first.location!.split("/").at(-1)!;
  await upload(staff, {
    rows: [VISIT.with(8, 800), SCAN.with(8, 3500)],
    purpose: "replaces",
    corrects,
  });
  await work(site);
  const person = await site.logInInsured(await registered(site));
  const before = await person.get("/invoices/2001");
  assert.match(before.text, /760,00 ₽/);
  assert.match(before.text, /счет стал меньше на 140,00 ₽/);
  assert.match(before.text, /Прием терапевта, 5 октября : было 200,00 ₽, стало 160,00 ₽/);
  assert.match(before.text, /УЗИ, 5 октября : .*Разница 100,00 ₽ войдет в следующий счет/);
  assert.match(
    before.text,
    /Анализ крови, 5 октября : было 100,00 ₽, теперь этой услуги в реестре нет/,
  );
  assert.match(before.text, /Выставлено 900,00 ₽ Исправлено −140,00 ₽ К оплате сейчас 760,00 ₽/);

  await publish(site);
  const next = await person.get("/invoices/2002");
  assert.match(next.text, /Уточнение к счету № 2001: было 600,00 ₽ , стало 700,00 ₽/);
  assert.match((await person.get("/invoices/2001")).text, /Разница 100,00 ₽ в счете № 2002/);
  assert.match((await person.get("/invoices/2001/lines")).text, /Что исправлено/);
  const file = await person.get("/invoices/2001/file");
  const sheet = xlsx.read(file.bytes).Sheets["Счет"]!;
  const rows = xlsx.utils.sheet_to_json<Cell[]>(sheet, { header: 1 });
  assert.deepEqual(rows.slice(-3).map((row) => [row[0], row[8]]), [
    ["Итого", 900],
    ["Исправлено", -140],
    ["К оплате сейчас", 760],
  ]);
});

Deno.test("staff see what an invoice is for, row by row, what corrected it, and what waits for the next", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const first = await upload(staff, { rows: [VISIT, SCAN, TEST] });
  await work(site);
  await publish(site);
  const firstId = first.location!.split("/").at(-1)!;
  const second = await upload(staff, {
    rows: [VISIT.with(8, 800), SCAN.with(8, 3500)],
    purpose: "replaces",
    corrects: firstId,
  });
  await work(site);
  const page = await staff.get("/ops/cases/2001");
  assert.match(
    page.text,
    /Прием терапевта .*Исправлено: теперь 160,00 ₽ 5 октября ООО «Клиника Образец» 1 × 1 000,00 ₽ 1 000,00 ₽ 200,00 ₽/,
  );
  assert.match(page.text, /Анализ крови .*Исправлено: услуги в реестре больше нет/);
  assert.match(page.text, /Всего услуги стоят 4 500,00 ₽ , доля застрахованного 900,00 ₽/);
  assert.ok(page.html.includes(`href="/ops/files/${firstId}"`));
  assert.match(page.text, /Исправления клиники Файл .* 140,00 ₽ 0,00 ₽/);
  assert.ok(page.html.includes(`href="${second.location}"`));

  const [payer] = await site.sql<{ id: number }[]>`
    select payer_id as id from invoices where id = 2001`;
  const person = await staff.get(`/ops/people/${payer!.id}`);
  assert.match(person.text, /Клиника исправила счет № 2001 Меньше на 140,00 ₽, файл № \d+/);
  assert.match(
    person.text,
    /Услуги без счета .*УЗИ 5 октября 2026 ООО «Клиника Образец» 100,00 ₽ Ближайшего счета/,
  );
  await publish(site);
  assert.match((await staff.get("/ops/cases/2001")).text, /УЗИ .*разница в счете № 2002/);
  assert.match(
    (await staff.get("/ops/cases/2002")).text,
    /Уточнение к счету № 2001 : было 600,00 ₽, стало 700,00 ₽/,
  );
  assert.doesNotMatch((await staff.get(`/ops/people/${payer!.id}`)).text, /Услуги без счета/);
});

Deno.test("what was paid for a corrected line is seen on the invoice that it pays for", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const first = await upload(staff, { rows: [VISIT, SCAN] });
  await work(site);
  await publish(site);
  await site.sql`
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'payment/test', b.id, a.id, 80000, ${NOW}, ${NOW}
    from ledger_accounts a, ledger_accounts b where a.invoice_id = 2001 and b.kind = 'bank'`;
  await upload(staff, {
    rows: [VISIT.with(8, 400), SCAN, TEST],
    purpose: "replaces",
    corrects: first.location!.split("/").at(-1)!,
  });
  await work(site);
  const person = await site.logInInsured(await registered(site));
  assert.match(
    (await person.get("/invoices/2001")).text,
    /Вы уже заплатили 120,00 ₽ сверх новой суммы: 120,00 ₽ зачтутся в следующий счет/,
  );
  await publish(site);
  const next = await person.get("/invoices/2002");
  assert.match(
    next.text,
    /Выставлено 100,00 ₽ Зачтено по исправлению счета № 2001 −100,00 ₽ К оплате сейчас 0,00 ₽/,
  );
  assert.match(
    (await person.get("/invoices/2001")).text,
    /100,00 ₽ зачтены в счет № 2002, 20,00 ₽ зачтутся в следующий счет/,
  );
});

async function siteWithPeople(): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  return site;
}

async function registered({ sql }: TestSite): Promise<Phone> {
  const phone = "9005559901" as Phone;
  await sql`
    insert into accounts (person_id, phone, email, registered_at)
    select person_id, ${phone}, 'payer@fifth.test', ${NOW} from policies
    where number = '7701/474/001000'`;
  return phone;
}

function upload(
  staff: Visitor,
  file: { rows: Cell[][]; purpose?: string; corrects?: string },
): Promise<Page> {
  return staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    purpose: file.purpose ?? "new",
    corrects: file.corrects ?? "",
    registerFile: new File([registerOf(...file.rows) as BlobPart], "register.xlsx"),
  });
}

async function publish({ sql, clock }: TestSite): Promise<void> {
  await publishInvoices(sql, clock, { through: localDate("2026-11-01") });
}
