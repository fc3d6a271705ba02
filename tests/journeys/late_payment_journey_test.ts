import assert from "node:assert/strict";
import { instant } from "../../domain/local_date.ts";
import { leaveToStaff } from "../../use_cases/payments/settle_payment.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import { beginWalk, SCRIPTS, type Walk } from "./walk.ts";

for (const script of SCRIPTS) {
  Deno.test(`who is late is refused by the bank, pays again, waits, and has receipt, statement and history, script ${script}`, async () => {
    await using walk = await beginWalk("overdue", script);
    const { world: { site }, page, person } = walk;
    const [late] = person.invoices;
    await walk.sees("Сейчас по полису только экстренная помощь");
    await walk.follow("Просроченные счета", "Мои счета");
    await page.getByRole("link", { name: `Счет № ${late}`, exact: true }).click();
    if (script === "on") {
      await page.getByRole("link", { name: "Открыть страницу счета" }).click();
    }
    await walk.sees("Как вернуть программу", /^Просрочен с/);
    await pay(walk);
    await walk.sees("Платеж проверяется", "второй раз платить не нужно");

    const bank = paidInvoices(site.sql);
    const at = instant(site.clock.now());
    await bank.decide(attemptOf(walk), { state: "canceled", at, reason: "insufficient_funds" });
    await reloadUntil(walk, "Платеж не прошел");
    await walk.sees("На карте не хватило денег. Деньги не списаны");
    await walk.press("Оплатить снова");
    await page.getByRole("heading", { level: 1, name: "Проверьте и оплатите" }).waitFor();
    await walk.press("Оплатить");
    await page.waitForURL("**/payments/*");
    await leaveToStaff(site.sql, { attemptId: attemptOf(walk), reason: "key_expired" });
    await reloadUntil(walk, "Пока не знаем результат");
    await walk.sees("сотрудник страховой проверит платеж");
    await bank.decide(attemptOf(walk), { state: "succeeded", at });
    await reloadUntil(walk, "Оплачено");

    await walk.sees(/^Квитанция № [0-9A-F]{4}-[0-9A-F]{4}$/, "франшиза по ДМС");
    const lines = await walk.download("Файл (xlsx)");
    assert.ok(lines.flat().includes("Дата услуги"), JSON.stringify(lines));
    await walk.follow("Все платежи", "Мои платежи");
    await walk.sees("Не прошел", "Оплачено");

    await walk.follow("Мои полисы", "Мои полисы");
    await walk.sees("Программа вернется с 25 ноября 2026, среда");
    await walk.follow("Мои счета", "Мои счета");
    await walk.sees(/^Оплачен 24 ноября$/);
    const history = await walk.download("Вся история (xlsx)");
    for (const id of person.invoices) assert.ok(history.flat().includes(id), String(id));

    await walk.follow("Выписка для вычета", "Выписки для вычета");
    await walk.follow("2026 год", "Выписка об оплате франшизы");
    await page.getByRole("checkbox", { name: "Клиники и услуги" }).check();
    await walk.press("Обновить выписку");
    await walk.sees("Услуги в этих счетах");
    const statement = await walk.download("Скачать xlsx");
    assert.ok(statement.flat().includes("Образцова Жанна Тестовна"), JSON.stringify(statement));
  });
}

async function pay({ page, press }: Walk): Promise<void> {
  await press("Оплатить");
  await page.getByRole("heading", { level: 1, name: "Проверьте и оплатите" }).waitFor();
  await press("Оплатить");
  await page.waitForURL("**/payments/*");
}

function attemptOf({ page }: Walk): string {
  return new URL(page.url()).pathname.split("/").at(-1)!;
}

/** With script a payment's page changes by itself too; a person may be faster. */
async function reloadUntil({ page }: Walk, heading: string): Promise<void> {
  await page.reload();
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}
