import assert from "node:assert/strict";
import { type TestSite, testSite } from "../harness/site.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const NIGHT = "2026-11-21T22:10:00.000Z";

Deno.test("staff see the night's comparison: what is left first, in words and local time, with links", async () => {
  await using site = await testSite({ at: NOW, temporalUiUrl: "http://127.0.0.1:8233" });
  await given(site, { startedAt: NIGHT, finishedAt: "2026-11-21T22:10:09.000Z", compared: 1204 }, [
    ["invoice/2041", "not_running", "running", "terminated", true],
    ["invoice/2042", "due_at", "2026-12-20T19:00:00.000Z", null, false],
    ["franchise/17", "amount", "140000", "90000", false],
    ["invoice/77", "no_rows", "no such case", "running", false],
    [
      "invoice/2050",
      "undelivered",
      "delivered paid",
      "waits since 2026-11-21T20:10:00Z, 14 tries, grpc_3",
      false,
    ],
    ["payment/1", "activity_fails", null, "askBank, 12 attempts", false],
    [
      "invoice/2051",
      "notice_unsent",
      "an end of x/sms",
      "sending since 2026-11-21T20:10:00Z",
      false,
    ],
    ["invoice/2043", "spell_missing", "since 2026-12-20T19:00:00.000Z", "none", false],
  ]);
  const staff = await site.logInStaff("viewer");
  const { text, html } = await staff.get("/ops/drift");
  assert.match(text, /Осталось 7 расхождений/);
  assert.match(text, /Сверено 1 204 дела, 22 ноября 2026, 03:10\. Исправлено само: 1\./);
  assert.match(
    text,
    /invoice\/2042 Показан другой срок 21 декабря 2026, 00:00 — Передайте инженеру: исправит сверка/,
  );
  assert.match(text, /franchise\/17 Показана другая сумма 1 400,00 ₽ 900,00 ₽/);
  assert.match(text, /invoice\/77 Дело идет, а записей о нем нет такого нет идет Проверьте/);
  assert.match(text, /invoice\/2043 .* с 21 декабря 2026, 00:00 нет/);
  assert.match(text, /доставлено: paid ждет с 22 ноября 2026, 01:10, попыток: 14, grpc_3/);
  assert.match(text, /payment\/1 .* — askBank, попыток: 12/);
  assert.match(text, /итог: x\/sms отправляется с 22 ноября 2026, 01:10/);
  assert.match(text, /invoice\/2041 Дело открыто, но не идет идет прервано Исправлено само/);
  assert.ok(text.indexOf("invoice/77") < text.indexOf("invoice/2041"), "left before mended");
  const ui = "http://127.0.0.1:8233/namespaces/default/workflows/";
  assert.ok(html.includes(`href="${ui}invoice%2F2042"`));
  assert.doesNotMatch(text, /Больше суток|еще не кончилась/);
});

Deno.test("before the first comparison the page says when it will be", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  const { text } = await staff.get("/ops/drift");
  assert.match(text, /Еще не сверяли/);
  await given(site, { startedAt: NIGHT, finishedAt: null, compared: 0 }, []);
  assert.match((await staff.get("/ops/drift")).text, /Сверка от 22 ноября 2026, 03:10 еще не/);
});

Deno.test("nothing left reads well, and a missed night is told", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  await given(site, { startedAt: NIGHT, finishedAt: NIGHT, compared: 120 }, []);
  assert.match((await staff.get("/ops/drift")).text, /Расхождений нет Сверено 120 дел/);
  site.clock.set("2026-11-22T23:09:00.000Z");
  const later = await site.logInStaff();
  assert.doesNotMatch((await later.get("/ops/drift")).text, /Больше суток/);
  site.clock.set("2026-11-22T23:11:00.000Z");
  assert.match((await later.get("/ops/drift")).text, /Больше суток не сверяли/);

  await given(site, { startedAt: NIGHT, finishedAt: NIGHT, compared: 120 }, [
    ["invoice/2041", "overdue", "true", "false", true],
  ]);
  const { text } = await later.get("/ops/drift");
  assert.match(text, /Все расхождения исправлены/);
  assert.match(text, /Просрочка показана неверно да нет Исправлено само/);
});

Deno.test("of very many differences the page shows the first two hundred", async () => {
  await using site = await testSite({ at: NOW });
  const many = Array.from({ length: 201 }, (_, i) =>
    [
      `invoice/${3000 + i}`,
      "not_running",
      "running",
      "never started",
      i < 3,
    ] as Difference);
  await given(site, { startedAt: NIGHT, finishedAt: NIGHT, compared: 500 }, many);
  const { text } = await (await site.logInStaff()).get("/ops/drift");
  assert.match(text, /Осталось 198 расхождений/);
  assert.match(text, /Показаны первые 200 из 201/);
  assert.ok(text.includes("invoice/3200") && !text.includes("invoice/3002"));
});

type Difference = [
  workflowId: string,
  kind: string,
  expected: string | null,
  found: string | null,
  mended: boolean,
];

async function given(
  { sql }: TestSite,
  run: { startedAt: string; finishedAt: string | null; compared: number },
  differences: readonly Difference[],
): Promise<void> {
  const [row] = await sql<{ id: number }[]>`
    insert into reconciliations (started_at, finished_at, compared)
    values (${run.startedAt}, ${run.finishedAt}, ${run.compared}) returning id`;
  for (const [workflowId, kind, expected, found, mended] of differences) {
    await sql`
      insert into drift (reconciliation_id, workflow_id, kind, expected, found, mended)
      values (${row!.id}, ${workflowId}, ${kind}, ${expected}, ${found}, ${mended})`;
  }
}
