import assert from "node:assert/strict";
import { beginWalk, SCRIPTS } from "./walk.ts";

for (const script of SCRIPTS) {
  Deno.test(`a person ends another login, changes mailbox, phone and reminders, and reads what they have agreed to, script ${script}`, async () => {
    await using walk = await beginWalk("healthy", script);
    const { world, page } = walk;
    const elsewhere = await world.session("healthy");
    assert.equal((await elsewhere.get("/policies")).status, 200);

    await walk.follow("Профиль", "Профиль");
    await walk.press("Завершить");
    await walk.sees("Вход завершен");
    assert.match((await elsewhere.get("/policies")).location ?? "", /^\/login/);

    await walk.follow("Изменить почту", "Новая почта");
    await page.getByLabel("Новый адрес почты").fill("new-maya@");
    await walk.press("Отправить код");
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Новый адрес почты").fill("new-maya@fifth.test");
    await walk.press("Отправить код");
    await page.getByRole("heading", { level: 1, name: "Код из письма" }).waitFor();
    await walk.sendCode("Сменить почту");
    await walk.sees("Почта изменена", "new-maya@fifth.test");

    await walk.follow("Изменить телефон", "Новый телефон");
    await page.getByLabel("Новый номер телефона").fill(world.freePhone());
    await walk.press("Отправить код");
    await page.getByRole("heading", { level: 1, name: "Код из СМС" }).waitFor();
    await walk.sendCode("Сменить телефон");
    await walk.sees("Телефон изменен", /\+7 900 555-80-01/);

    await walk.follow("Изменить напоминания", "Как напоминать");
    await walk.sees("Что придет в любом случае", "от этого зависят ваши деньги");
    await page.getByRole("checkbox", { name: "СМС" }).uncheck();
    await walk.press("Сохранить");
    await walk.sees("Сохранили, как напоминать", "Только письма");

    await page.getByText("Как подписано").first().click();
    await walk.sees("Код из СМС на номер, который оканчивается на");
    await walk.follow("Согласие на франшизу", "Порядок");
    await walk.sees("Контрольная сумма SHA-256");
    await walk.follow("Документы", "Документы");
    await walk.sees("Действует");
    await walk.follow("Помощь", "Помощь");
    await page.getByRole("navigation", { name: "Темы" }).getByRole("link").first().click();
    await walk.follow("Контакты", "Контакты");
    const [first] = await page.locator("main").getByRole("heading", { level: 2 }).allInnerTexts();
    assert.match(first!, /^Медицинский пульт/);
    await walk.press("Выйти");
    await page.goto(`${world.url}/profile`);
    await page.getByRole("heading", { level: 1, name: "Авторизация" }).waitFor();
  });
}
