import assert from "node:assert/strict";
import { beginWalk, SCRIPTS } from "./walk.ts";

for (const script of SCRIPTS) {
  Deno.test(`a newcomer looks for a clinic, activates the franchise and shows the card, script ${script}`, async () => {
    await using walk = await beginWalk("newcomer", script);
    const { world, page } = walk;
    await walk.follow("Программа и клиники", "Что оплачено и что нет");
    await walk.sees("В клинике платить не нужно");
    await page.getByLabel("Название, адрес или врач").fill("стоматология");
    await page.getByLabel("Город").selectOption("Уфа");
    await walk.press("Найти клиники");
    await walk.sees(/Нашли 2 из/, "Стоматология «Ёлочка»");
    await page.getByLabel("Название, адрес или врач").fill("ветеринар");
    await walk.press("Найти клиники");
    await walk.sees("Таких клиник в программе нет");
    await page.getByRole("link", { name: "Показать все клиники" }).click();
    await walk.sees(/клиник в \d+ городах/);

    await page.getByRole("link", { name: /^Показать в клинике/ }).first().click();
    await walk.sees("Дайте согласие на франшизу");
    await walk.follow("Активировать франшизу", "Мои полисы");
    await walk.sees("Проверьте и отправьте", /откроется с 25 ноября 2026, среда, если отправить/);
    await walk.press("Отправить");
    await page.getByRole("alert").waitFor();
    await page.getByRole("checkbox", { name: /подтверждаю и даю согласие/ }).check();
    await walk.press("Отправить");
    await walk.sees(/Обслуживание откроется с 25 ноября/);

    world.pass(20 * 60);
    await page.getByRole("link", { name: /^Показать в клинике/ }).first().click();
    await walk.sees("Покажите карту в регистратуре", "Для бумаги напечатайте эту страницу");
    await page.getByRole("link", { name: /^Что было и что будет/ }).first().click();
    await walk.sees("Обслуживание открыто", "Счетов не было");
    assert.match(page.url(), /\/policies\/\d+$/);
  });
}
