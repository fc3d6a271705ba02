import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { closeOpenCalls } from "../../db/cases/calls.ts";
import { recordNotice } from "../../db/cases/notices.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { caseRows } from "../harness/case_rows.ts";
import { insertInsured } from "../harness/people.ts";
import { type Fields, type TestSite, testSite } from "../harness/site.ts";

/** Due at the end of Wednesday, 3 June 2026. */
const PUBLISHED_AT = instant("2026-04-20T07:00:00.000Z");
/** Friday 29 May, 10:00 in Ufa: the morning of the 27th working day. */
const MORNING = "2026-05-29T05:00:00.000Z";

Deno.test("an open call shows whom to call about what, until when, and where its case stands", async () => {
  await using site = await testSite({ at: MORNING, temporalUiUrl: "http://127.0.0.1:8280" });
  const { call, person, invoiceId } = await aCall(site);
  const staff = await site.logInStaff();
  const list = await staff.get("/ops/calls");
  assert.match(list.text, /Сейчас: 1 Позже: 0 Закрытые: 0/);
  assert.match(
    list.text,
    new RegExp(
      `Образцова Майя Тестовна \\+7 900 555-00-01 Записать итог № ${invoiceId} invoice/${invoiceId} ` +
        "900,00 ₽ 3 июня, ср Сегодня 27-й рабочий день из 30 сейчас —",
    ),
  );
  assert.match(list.html, /href="tel:\+79005550001"/);
  assert.match(list.html, new RegExp(`href="/ops/people/${person.personId}"`));
  assert.match(list.html, new RegExp(`href="/ops/calls/${call}"`));
  assert.ok(list.html.includes(`/namespaces/default/workflows/invoice%2F${invoiceId}`));

  const page = await staff.get(`/ops/calls/${call}`);
  assert.match(page.text, /Телефон \+7 900 555-00-01/);
  assert.match(page.text, /Не оплачено 900,00 ₽ Срок 3 июня, ср Сегодня 27-й рабочий день из 30/);
  assert.match(page.text, /Попытки еще не звонили/);
  assert.match(page.text, /Клинику и услуги не называйте/);
  assert.match(page.text, /Нет ответа Вернется в список около 12:00/);
  assert.match(page.text, /Занято Вернется в список около 10:30/);
  const looks = await site.sql`
    select action from journal
    where subject = ${`person/${person.personId}`} and actor like 'staff/%'`;
  assert.deepEqual(looks.map((look) => look.action), ["looked_at_call", "looked_at_call"]);
});

Deno.test("where nobody is to be called each list says what will come into it", async () => {
  await using site = await testSite({ at: MORNING });
  const staff = await site.logInStaff();
  for (
    const [list, words] of [
      ["", /Звонить некому/],
      ["?list=now", /Звонить некому/],
      ["?list=later", /На потом ничего не отложено/],
      ["?list=closed", /Закрытых звонков нет/],
      ["?list=toString", /Звонить некому/],
    ] as const
  ) {
    const page = await staff.get(`/ops/calls${list}`);
    assert.equal(page.status, 200);
    assert.match(page.text, words);
    assert.doesNotMatch(page.html, /<table/);
  }
});

Deno.test("a call without an answer comes back in two hours; answered, it is closed with its story", async () => {
  await using site = await testSite({ at: MORNING });
  const { call, person } = await aCall(site);
  const staff = await site.logInStaff();
  const first = await staff.post(`/ops/calls/${call}`, {
    ...await formOf(staff, call),
    outcome: "no_answer",
    note: "Гудки",
  });
  assert.deepEqual([first.status, first.location], [303, `/ops/calls?recorded=${call}`]);
  const after = await staff.get(first.location!);
  assert.match(after.text, /Записали: Образцова Майя Тестовна, нет ответа/);
  assert.match(after.text, /Снова звонить 29 мая, 12:00/);
  assert.match(after.text, /Звонить некому/);
  const later = await staff.get("/ops/calls?list=later");
  assert.match(later.text, /29 мая, 12:00/);
  assert.match(later.text, /29 мая, 10:00: нет ответа, Сотрудник operator Гудки/);

  site.clock.set("2026-05-29T07:00:00.000Z");
  assert.match((await staff.get("/ops/calls")).text, /Сейчас: 1 Позже: 0/);
  const second = await staff.post(`/ops/calls/${call}`, {
    ...await formOf(staff, call),
    outcome: "answered",
  });
  const done = await staff.get(second.location!);
  assert.match(done.text, /Записали: Образцова Майя Тестовна, дозвонились/);
  const closed = await staff.get("/ops/calls?list=closed");
  assert.match(closed.text, /Дозвонились 29 мая, 12:00 Сотрудник operator/);
  const page = await staff.get(`/ops/calls/${call}`);
  assert.match(page.text, /Дозвонились Звонить больше не нужно/);
  assert.doesNotMatch(page.html, /name="outcome"/);

  const record = await staff.get(`/ops/people/${person.personId}`);
  assert.match(
    record.text,
    /29 мая 2026, 12:00 Звонок: дозвонились, счет № \d+ Сотрудник operator 29 мая 2026, 10:00 Звонок: нет ответа, счет № \d+ Сотрудник operator: Гудки/,
  );
});

Deno.test("a call back is promised for the person's own hour, and stands first when it has come", async () => {
  await using site = await testSite({ at: MORNING });
  const { call, openCall } = await aCall(site);
  const staff = await site.logInStaff();
  const sent = await staff.post(`/ops/calls/${call}`, {
    ...await formOf(staff, call),
    ...callBack("1", "6", "2026", "15:30"),
  });
  assert.equal(sent.status, 303);
  assert.match((await staff.get(sent.location!)).text, /просит перезвонить 1 июня, 15:30/);
  const [row] = await site.sql`select next_try_at from notices where id = ${call}`;
  assert.equal(row!.next_try_at, "2026-06-01T10:30:00.000Z");

  site.clock.set("2026-06-01T10:30:00.000Z");
  const urgent = await openCall(addMinutes(PUBLISHED_AT, -3 * 24 * 60));
  const list = await (await site.logInStaff("approver")).get("/ops/calls");
  const order = [...list.html.matchAll(/href="\/ops\/calls\/(\d+)"/g)].map(([, id]) => Number(id));
  assert.deepEqual(order, [call, urgent]);
  assert.match(list.text, /1 июня, 15:30 как просили/);
});

Deno.test("what is missing or can't be kept is refused beside its field, as typed", async () => {
  await using site = await testSite({ at: MORNING });
  const { call } = await aCall(site);
  const staff = await site.logInStaff();
  const refusals: [Fields, string, RegExp][] = [
    [{}, "outcome", /Выберите, чем кончился звонок/],
    [{ outcome: "shouted" }, "outcome", /Выберите, чем кончился звонок/],
    [callBack("31", "6", "2026", "12:00"), "callBack", /Введите день, месяц и год/],
    [callBack("1", "6", "2026", "полдень"), "callBackTime", /Введите время, например 15:30/],
    [callBack("29", "5", "2026", "09:59"), "callBack", /у человека сейчас 29 мая, 10:00/],
    [callBack("4", "6", "2026", "10:00"), "callBack", /до конца срока оплаты: 3 июня, ср/],
    [callBack("1", "6", "2026", "8:59"), "callBackTime", /Выберите время с 9:00 до 21:00/],
    [callBack("1", "6", "2026", "21:00"), "callBackTime", /Выберите время с 9:00 до 21:00/],
    [{ outcome: "busy", note: "я".repeat(301) }, "note", /Сократите до 300 знаков: сейчас 301/],
  ];
  for (const [typed, field, message] of refusals) {
    const page = await staff.post(`/ops/calls/${call}`, { note: "Заметка", ...typed });
    assert.equal(page.status, 422, page.text);
    assert.match(page.text, message);
    assert.match(page.html, new RegExp(`id="${field}-error"`));
    assert.match(page.html, /<title>Ошибка: /);
    assert.ok(page.html.includes(String(typed["note"] ?? "Заметка")));
    for (const name of ["callBack-day", "callBackTime"]) {
      if (!(name in typed)) continue;
      const given = new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page.html)?.[1];
      assert.equal(given, typed[name]);
    }
  }
  assert.equal((await site.sql`select from call_tries`).length, 0);
});

Deno.test("a wrong number leads to the person's page, where the contact can be found out", async () => {
  await using site = await testSite({ at: MORNING });
  const { call, person } = await aCall(site);
  const staff = await site.logInStaff();
  const sent = await staff.post(`/ops/calls/${call}`, { tries: "0", outcome: "wrong_number" });
  for (const path of [sent.location!, `/ops/calls/${call}`]) {
    const page = await staff.get(path);
    assert.match(page.text, /[Нн]еверный номер/);
    assert.match(page.text, /Нужен верный телефон/);
    assert.match(
      page.html,
      new RegExp(`<a href="/ops/people/${person.personId}">странице человека</a>`),
    );
  }
});

Deno.test("three calls in vain are enough, and the page says so before the third", async () => {
  await using site = await testSite({ at: MORNING });
  const { call } = await aCall(site);
  const staff = await site.logInStaff();
  for (let tries = 0; tries < 3; tries++) {
    const page = await staff.get(`/ops/calls/${call}`);
    assert.equal(/Занято Это последняя попытка/.test(page.text), tries === 2);
    await staff.post(`/ops/calls/${call}`, { tries: String(tries), outcome: "busy" });
  }
  assert.match((await staff.get(`/ops/calls?recorded=${call}`)).text, /3 попытки без ответа/);
  const page = await staff.get(`/ops/calls/${call}`);
  assert.match(page.text, /Не дозвонились Больше не звоним: 3 попытки без ответа/);
});

Deno.test("on the last evening a call in vain is the last: there is no hour left for another", async () => {
  await using site = await testSite({ at: "2026-06-03T15:30:00.000Z" });
  const { call } = await aCall(site);
  const staff = await site.logInStaff();
  assert.match(
    (await staff.get("/ops/calls")).text,
    /3 июня, ср Сегодня 30-й рабочий день из 30, последний/,
  );
  const sent = await staff.post(`/ops/calls/${call}`, { tries: "0", outcome: "no_answer" });
  assert.match((await staff.get(sent.location!)).text, /до срока оплаты больше не успеть/);
});

Deno.test("who comes second sees who was first; nothing doubles, and the typed note stays", async () => {
  await using site = await testSite({ at: MORNING });
  const { call } = await aCall(site);
  const first = await site.logInStaff("operator");
  const second = await site.logInStaff("approver");
  const seen = await formOf(second, call);
  await first.post(`/ops/calls/${call}`, { tries: "0", outcome: "busy" });

  const late = await second.post(`/ops/calls/${call}`, {
    ...seen,
    outcome: "no_answer",
    note: "Звонил дважды",
  });
  assert.equal(late.status, 409);
  assert.match(late.text, /Вашу запись мы не сохранили/);
  assert.match(late.text, /Итог уже записан: занято, Сотрудник operator, 29 мая, 10:00/);
  assert.match(late.html, /<textarea[^>]*>Звонил дважды<\/textarea>/);
  assert.match(late.html, /value="no_answer"[^>]*checked|checked[^>]*value="no_answer"/);
  assert.equal((await site.sql`select from call_tries`).length, 1);

  await first.post(`/ops/calls/${call}`, { tries: "1", outcome: "answered" });
  const closed = await second.post(`/ops/calls/${call}`, {
    ...seen,
    outcome: "no_answer",
    note: "Звонил дважды",
  }, "/ops");
  assert.equal(closed.status, 409);
  assert.match(closed.text, /Итог уже записан: дозвонились, Сотрудник operator/);
  assert.match(closed.text, /Вы ввели: нет ответа\. Заметка, чтобы скопировать: Звонил дважды/);
  assert.equal((await site.sql`select from call_tries`).length, 2);
});

Deno.test("a call that a payment overtook is told as such, with what was typed", async () => {
  await using site = await testSite({ at: MORNING });
  const { call, invoiceId } = await aCall(site);
  const staff = await site.logInStaff();
  const seen = await formOf(staff, call);
  await closeOpenCalls(site.sql, invoiceId, { detail: "paid", at: site.clock.now() });
  const answer = await staff.post(`/ops/calls/${call}`, {
    ...seen,
    outcome: "answered",
    note: "Обещает завтра",
  }, "/ops");
  assert.equal(answer.status, 409);
  assert.match(answer.text, /Пока вы звонили, звонок закрылся/);
  assert.match(answer.text, /Обещает завтра/);
  assert.match(answer.text, /Не понадобился: счет оплачен/);
  assert.equal((await site.sql`select from call_tries`).length, 0);
  assert.match((await staff.get("/ops/calls?list=closed")).text, /Не понадобился: счет оплачен/);
});

Deno.test("in the person's evening the pages ask to wait; a payment begun is told before the call", async () => {
  await using site = await testSite({ at: "2026-05-29T17:15:00.000Z" });
  const { call, person, invoiceId } = await aCall(site);
  await site.sql`
    insert into payment_attempts (payer_id, amount_kopecks, request, state, created_at, expires_at)
    values (${person.personId}, 90000, '{}', 'pending', ${MORNING}, '2026-05-30T05:00:00Z')`;
  await site.sql`
    insert into payment_allocations (attempt_id, invoice_id, amount_kopecks, open)
    select id, ${invoiceId}, 90000, true from payment_attempts`;
  const staff = await site.logInStaff();
  assert.match((await staff.get("/ops/calls")).text, /У кого-то из списка вечер или ночь/);
  const page = await staff.get(`/ops/calls/${call}`);
  assert.match(page.text, /У человека 22:15 Звоните с 9:00 до 21:00/);
  assert.match(page.text, /Человек уже начал платить/);
});

Deno.test("a representative's call names the child, and the look is journalled at both", async () => {
  await using site = await testSite({ at: MORNING });
  const { call, person } = await aCall(site);
  const child = await insertInsured(site.sql, site.clock.now(), {
    name: "Мирон",
    representativeId: person.personId,
    registered: false,
  });
  await site.sql`
    update policies set person_id = ${child.personId} where id = ${person.policyId}`;
  const staff = await site.logInStaff();
  const page = await staff.get(`/ops/calls/${call}`);
  assert.match(page.text, /Платит за Образцова Мирон Тестовна/);
  const looks = await site.sql`
    select subject from journal where action = 'looked_at_call' order by subject`;
  assert.deepEqual(
    looks.map((look) => look.subject),
    [`person/${person.personId}`, `person/${child.personId}`].sort(),
  );
});

Deno.test("where the roster and the cabinet have no phone, the page says so", async () => {
  await using site = await testSite({ at: MORNING });
  const { person } = await aCall(site);
  await site.sql`update people set phone = null where id = ${person.personId}`;
  const staff = await site.logInStaff();
  const list = await staff.get("/ops/calls");
  assert.match(list.text, /телефона нет/);
  assert.doesNotMatch(list.html, /tel:\+7900555/);
});

Deno.test("sixty calls take two pages, the nearest deadline first", async () => {
  await using site = await testSite({ at: MORNING });
  const { call, openCall } = await aCall(site);
  const [row] = await site.sql`select * from notices where id = ${call}`;
  for (let n = 0; n < 58; n++) {
    await site.sql`
      insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                           recorded_at)
      values (${`copy/${n}`}, ${row!.person_id}, ${row!.policy_id}, ${row!.invoice_id}, 'call',
              'day27', ${row!.due_at}, 'open', ${row!.recorded_at})`;
  }
  const urgent = await openCall(addMinutes(PUBLISHED_AT, -3 * 24 * 60));
  const staff = await site.logInStaff();
  const first = await staff.get("/ops/calls");
  assert.match(first.text, /1–50 из 60 Следующие/);
  assert.equal(/href="\/ops\/calls\/(\d+)"/.exec(first.html)?.[1], String(urgent));
  const second = await staff.get("/ops/calls?list=now&from=51");
  assert.match(second.text, /51–60 из 60 Предыдущие/);
  assert.equal([...second.html.matchAll(/href="\/ops\/calls\/\d+"/g)].length, 10);
  const beyond = await staff.get("/ops/calls?list=now&from=101");
  assert.deepEqual([beyond.status, beyond.location], [303, "/ops/calls"]);
});

Deno.test("a viewer sees the calls and records none; a call that is none is not found", async () => {
  await using site = await testSite({ at: MORNING });
  const { call } = await aCall(site);
  const viewer = await site.logInStaff("viewer");
  assert.match((await viewer.get("/ops/calls")).text, /Образцова.*Открыть/);
  assert.doesNotMatch((await viewer.get(`/ops/calls/${call}`)).html, /name="outcome"/);
  const fields = { tries: "0", outcome: "answered" };
  assert.equal((await viewer.post(`/ops/calls/${call}`, fields, "/ops")).status, 403);
  assert.equal((await site.sql`select from call_tries`).length, 0);

  const staff = await site.logInStaff();
  for (const id of ["0", "999999", "1.5", "x"]) {
    assert.equal((await staff.get(`/ops/calls/${id}`)).status, 404);
    assert.equal((await staff.post(`/ops/calls/${id}`, fields, "/ops")).status, 404);
  }
});

function callBack(day: string, month: string, year: string, time: string): Fields {
  return {
    outcome: "call_back",
    "callBack-day": day,
    "callBack-month": month,
    "callBack-year": year,
    callBackTime: time,
  };
}

/** How many tries the page has shown, as its form sends it. */
async function formOf(
  staff: { get(path: string): Promise<{ html: string }> },
  call: number,
): Promise<Fields> {
  const { html } = await staff.get(`/ops/calls/${call}`);
  return { tries: /name="tries" value="(\d+)"/.exec(html)![1]! };
}

/** Somebody's invoice of 900 ₽, unpaid, with a call to make now. */
async function aCall(site: TestSite) {
  const { sql } = site;
  const nobody = yookassa({ url: "http://127.0.0.1:9", shopId: "100500", key: "nobody" });
  const rows = caseRows(sql, { now: () => PUBLISHED_AT }, nobody);
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  return { person, invoiceId, call: await insertCall(invoiceId), openCall };

  /** A call about another invoice of theirs, published then. */
  async function openCall(publishedAt = PUBLISHED_AT): Promise<number> {
    return await insertCall(await rows.invoice(person, 120_000, publishedAt));
  }

  async function insertCall(invoiceId: number): Promise<number> {
    await recordNotice(sql, {
      key: `invoice/${invoiceId}/day27/call`,
      personId: person.personId,
      policyId: person.policyId,
      invoiceId,
      channel: "call",
      template: "day27",
      dueAt: MORNING,
    }, { state: "open", detail: null, at: MORNING });
    const [row] = await sql<{ id: number }[]>`
      select id from notices where invoice_id = ${invoiceId} and channel = 'call'`;
    return row!.id;
  }
}
