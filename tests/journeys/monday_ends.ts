import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import * as xlsx from "xlsx";
import { type Kopecks, subtract, sum } from "../../domain/money.ts";
import {
  APPROVER,
  column,
  type Monday,
  only,
  open,
  OPERATOR,
  press,
  roubles,
  tableRows,
} from "./monday.ts";
import { FORGIVEN, MENDED, owedInAll, REAL_LIFE, REFUSED, RELEASED } from "./monday_story.ts";
import { actionTitle } from "../../domain/journal_words.ts";
import { plain } from "./page_text.ts";
import { expectedOf } from "../samples/story.ts";

export async function refusedRowsAreListedAndDownloaded(monday: Monday): Promise<void> {
  const { desk, page, files } = monday;
  await open(monday, "/ops/lists/refused");
  await page.getByLabel("Номер файла").fill(files.get(REAL_LIFE)!.split("/").at(-1)!);
  await press(monday, "Отобрать");
  await page.getByRole("list", { name: "Отобрано" }).waitFor();
  const rows = Object.keys(expectedOf(REAL_LIFE).rejected).map(Number)
    .filter((row) => row !== MENDED.row);
  const shown = await tableRows(monday, /^Отказан/);
  assert.deepEqual(column(shown, "Строка").map(Number).sort(byNumber), rows);
  await desk.look(page, "list");
  const written = await downloadRows(page);
  assert.deepEqual(written.map((row) => row["Строка"]).toSorted(byNumber), rows);
  assert.deepEqual(
    written.map((row) => row["Почему"]).sort(),
    column(shown, "Почему").sort(),
  );
}

export async function decidedLinesAreListedAndDownloaded(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await open(monday, "/ops/lists/held");
  await page.getByRole("link", { name: "Решенные" }).click();
  await page.getByRole("columnheader", { name: "Кто решил" }).waitFor();
  const all = await tableRows(monday, /^Удержан/);
  assert.deepEqual(column(all, "Доля человека").map(roubles).sort(byNumber), [
    REFUSED.share,
    RELEASED.share,
  ]);
  await page.getByLabel("ФИО или номер полиса").fill(RELEASED.policy);
  await press(monday, "Отобрать");
  await page.getByRole("list", { name: "Отобрано" }).waitFor();
  const shown = await tableRows(monday, /^Удержан/);
  assert.deepEqual(only(shown, "ФИО"), [RELEASED.name]);
  await desk.look(page, "held-list");
  const [line, ...others] = await downloadRows(page);
  assert.deepEqual(others, []);
  assert.equal(line!["ФИО"], RELEASED.name);
  assert.equal(line!["Доля человека"], RELEASED.share / 100, "a sum is a number");
  assert.equal(line!["Почему так"], RELEASED.because);
  assert.equal(line!["Кто решил"], OPERATOR.name);
}

export async function journalTellsWhoDidWhat(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  const done = async (name: string) => {
    await open(monday, "/ops/journal");
    await page.getByLabel("Сотрудник").selectOption(name);
    await page.getByLabel("Что", { exact: true }).selectOption("Все действия");
    await press(monday, "Найти");
    await page.getByRole("link", { name: "Сбросить" }).waitFor();
    const rows = await tableRows(monday, "Записи журнала");
    assert.ok(column(rows, "Кто").every((who) => who.startsWith(name)), `others than ${name}`);
    assert.deepEqual([...new Set(column(rows, "Откуда"))], ["127.0.0.1"]);
    // Newest first.
    return column(rows, "Что").reverse();
  };
  assert.deepEqual(
    await done(OPERATOR.name),
    [
      "uploaded",
      "loaded_after_preview",
      "uploaded",
      "loaded_after_preview",
      "mended_row_accepted",
      "uploaded",
      "uploaded",
      "held_lines_released",
      "held_lines_refused",
      "uploaded",
      "loaded_after_preview",
      "asked_to_publish",
      "reminders_paused",
      "decision_proposed",
    ].map(said),
  );
  await desk.look(page, "journal");
  assert.deepEqual(await done(APPROVER.name), [said("decision_confirmed")]);
}

/** To the kopeck: the files, the pages, the messages and the books tell the same. */
export async function sumsAgree(monday: Monday): Promise<void> {
  const { desk } = monday;
  const { sql, sandbox } = desk.product;
  const [books] = await sql<Record<string, Kopecks>[]>`
    select (select sum(total_kopecks) from invoices)::int8 as invoices,
           (select sum(franchise_kopecks) from service_lines
            where invoice_id is not null)::int8 as lines,
           (select sum(owed_kopecks) from invoice_balances)::int8 as owed,
           (select sum(t.amount_kopecks) from ledger_transfers t
            join ledger_accounts a on a.id = t.credit_id where a.kind = 'income')::int8 as income,
           (select sum(t.amount_kopecks) from ledger_transfers t
            join ledger_accounts a on a.id = t.debit_id
            where a.kind = 'forgiven')::int8 as forgiven`;
  const total = owedInAll();
  assert.deepEqual(books, {
    invoices: total,
    lines: total,
    owed: subtract(total, FORGIVEN.amount),
    income: total,
    forgiven: FORGIVEN.amount,
  });
  await open(monday, "/ops/invoices");
  const [published] = only(await tableRows(monday, "Выставлены"), "Сумма");
  assert.equal(roubles(published!), total);
  // That a debt was forgiven is told too.
  const told = sandbox.sms().map(({ text }) =>
    /Новый счет.*?: ([\d\s]+,\d\d)/.exec(text)?.[1] ?? "0"
  );
  assert.equal(sum(told.map(roubles)), total);
  await open(monday, "/ops/cases");
  await desk.look(monday.page, "debts");
}

/** The rows of the workbook that the list gives, each by its header's words. */
async function downloadRows(page: Page): Promise<Record<string, unknown>[]> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /^Скачать весь список/ }).click(),
  ]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  const book = xlsx.read(readFileSync(await file.path()));
  return xlsx.utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!);
}

/** The journal's words for it. */
function said(action: string): string {
  return plain(actionTitle(action));
}

function byNumber(a: unknown, b: unknown): number {
  return Number(a) - Number(b);
}
