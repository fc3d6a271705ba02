import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { formatRoubles, type Kopecks, kopecks, sum } from "../../domain/money.ts";
import { CLINIC, EMPLOYER, expectedOf } from "../samples/story.ts";
import { column, follow, type Monday, only, open, press, roubles, tableRows } from "./monday.ts";
import {
  ADDITION,
  addition,
  CHANGED,
  CORRECTED,
  correctedAddition,
  MENDED,
  PATIENT,
  REAL_LIFE,
  realLifeRegister,
  REFUSED,
  RELEASED,
} from "./monday_story.ts";
import { assertSays, plain, says } from "./page_text.ts";
import { type FileToSend, rosterInForce, sampleFile } from "./sent_files.ts";

export async function rosterIsPreviewedAndLoaded(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await desk.look(page, "files");
  const form = formWith(monday, "Загрузить список");
  await form.getByLabel("Работодатель").fill(EMPLOYER);
  await form.getByLabel("Календарь праздников").selectOption("RU-BA");
  await form.getByLabel("Файл xlsx или csv").setInputFiles(rosterInForce(desk.today));
  await form.getByRole("button", { name: "Сначала посмотреть" }).click();
  await untilPreviewed(monday);
  assertSays(
    await says(page),
    `Новый работодатель: ${EMPLOYER}`,
    "Новых 40",
    "Закончится 0",
    PATIENT.policy,
  );
  await desk.look(page, "roster-preview");
  const [before] = await desk.product.sql`select count(*) as people from people`;
  assert.equal(before!.people, 0, "a preview loads nothing");
  await press(monday, "Загрузить");
  await untilLoaded(monday);
  assertSays(await says(page), "Принято 40", "Отказано 0");
  await desk.look(page, "roster");
}

/** Consents come by the command line: without them nobody's service is paid for. */
export async function consentsOnPaperAreCarriedOver({ desk }: Monday): Promise<void> {
  const when = ["--as-of", "2026-10-20"];
  const run = await desk.product.load("activations", sampleFile("consents.csv"), ...when, "--json");
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(JSON.parse(run.stdout).rejected, {});
}

export async function registerIsPreviewedByClinicAndReason(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await uploadRegister(monday, realLifeRegister(desk.today), "Сначала посмотреть");
  await untilPreviewed(monday);
  const { accepted, rejected, franchise_kopecks_by_policy: shares } = expectedOf(REAL_LIFE);
  assertSays(
    await says(page),
    `Новая клиника: ${CLINIC}`,
    `Примем строк ${accepted}`,
    `Полисов ${Object.keys(shares).length}`,
    `Доля застрахованных ${formatRoubles(sum(Object.values(shares).map(kopecks)))}`,
  );
  assert.equal(await factOf(monday, "Клиника"), CLINIC);
  const reasons = await tableRows(monday, "Откажем");
  assert.equal(reasons.length, Object.keys(rejected).length, "each row has its own reason");
  assert.deepEqual([...new Set(column(reasons, "Строк"))], ["1"]);
  await desk.look(page, "register-preview");
  assert.equal(await costInDatabase(monday), null, "a preview loads nothing");
}

export async function registerIsLoadedAndToldOf(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  const promised = roubles(await factOf(monday, "Стоимость услуг"));
  await press(monday, "Загрузить");
  await untilLoaded(monday);
  noteFile(monday, REAL_LIFE);
  const { accepted, rejected } = expectedOf(REAL_LIFE);
  assertSays(
    await says(page),
    `Принято ${accepted}`,
    `Отказано ${Object.keys(rejected).length}`,
    "Удержано 0",
  );
  await desk.look(page, "register");
  assert.equal(await costInDatabase(monday), promised, "what the preview promised is loaded");
}

export async function refusedRowIsMendedByHand(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  const link = new RegExp(`^Исправить[^0-9]*${MENDED.row}$`);
  await follow(monday, link, `Строка ${MENDED.row}`);
  await desk.look(page, "row");
  const date = page.getByRole("textbox", { name: /^Дата услуги/i });
  assert.equal(await date.inputValue(), "вчера");
  await date.fill(MENDED.date);
  await press(monday, "Проверить строку");
  await page.getByText(`Строка ${MENDED.row} принята`).waitFor();
  assertSays(await says(page), "Принято 64", "Отказано 10");
  await desk.look(page, "mended");
}

export async function sameFileSentAgainDoublesNothing(monday: Monday): Promise<void> {
  const { desk, page, files } = monday;
  const lines = () => desk.product.sql`select id, cost_kopecks from service_lines order by id`;
  const before = await lines();
  await uploadRegister(monday, realLifeRegister(desk.today), "Загрузить реестр");
  await desk.await(page, page.getByText("Ничего не изменилось"));
  assert.equal(new URL(page.url()).pathname, files.get(REAL_LIFE), "it is the same file");
  assertSays(await says(page), "Этот файл уже загружали", "Принято 64", "Отказано 10");
  await desk.look(page, "again");
  assert.deepEqual(await lines(), before);
}

export async function linesOfAnotherFileAreHeld(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await uploadRegister(monday, addition(), "Загрузить реестр");
  await untilLoaded(monday);
  noteFile(monday, ADDITION);
  assertSays(await says(page), "Отказано 0", "Удержано 2");
  await desk.look(page, "addition");
}

export async function heldLinesAreDecided(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await follow(monday, "Решить на странице «Удержанные»", "Удержанные строки");
  await desk.look(page, "held");
  for (
    const { line, because, button, outcome } of [
      {
        line: RELEASED,
        because: RELEASED.because,
        button: "Отпустить в счет",
        outcome: "Отпустили: 1 строка",
      },
      {
        line: REFUSED,
        because: REFUSED.because,
        button: "Отказать",
        outcome: "Отказали: 1 строка",
      },
    ]
  ) {
    await page.getByRole("checkbox", { name: `${line.name}, строка ${line.row}` }).check();
    await page.getByRole("textbox", { name: /^Почему/ }).fill(because);
    await press(monday, button);
    await page.getByText(outcome).waitFor();
  }
  await desk.look(page, "held-decided");
}

export async function correctedFileReplacesAnother(monday: Monday): Promise<void> {
  const { desk, page, files } = monday;
  await open(monday, files.get(ADDITION)!);
  await follow(monday, "Загрузить исправленный файл", "Файлы");
  const form = formWith(monday, "Загрузить реестр");
  assert.equal(await form.getByLabel("Клиника").inputValue(), CLINIC);
  await form.getByLabel("Файл xlsx или csv").setInputFiles(correctedAddition());
  await form.getByRole("button", { name: "Сначала посмотреть" }).click();
  await untilPreviewed(monday);
  assertSays(await says(page), "Как в прежнем файле 2", "Изменено 1", "Больше нет 0");
  await assertChange(monday, "Станет");
  await desk.look(page, "correction-preview");
  await press(monday, "Загрузить");
  await untilLoaded(monday);
  assertSays(await says(page), CORRECTED, "Изменено строк 1");
  await assertChange(monday, "Стало");
  await desk.look(page, "correction");
  await open(monday, files.get(ADDITION)!);
  assertSays(await says(page), ADDITION, "Этот файл заменен");
}

/** What the file says before and after: the one line that the clinic has corrected. */
async function assertChange(monday: Monday, done: "Станет" | "Стало"): Promise<void> {
  const lines = await tableRows(monday, "Исправленные строки");
  const [row, who, was, invoice] = only(lines, "Строка файла", "ФИО", "Было", "Счет");
  assert.equal(row, String(CHANGED.row));
  assert.equal(who, `${PATIENT.name} ${PATIENT.policy}`);
  assert.equal(invoice, "Еще не в счете");
  const [now] = only(lines, done);
  for (const [said, { cost, share }] of [[was!, CHANGED.was], [now!, CHANGED.now]] as const) {
    assertSays(said, `${formatRoubles(cost)}, доля ${formatRoubles(share)}`);
  }
}

async function uploadRegister(
  monday: Monday,
  file: string | FileToSend,
  button: "Загрузить реестр" | "Сначала посмотреть",
): Promise<void> {
  await open(monday, "/ops");
  const form = formWith(monday, "Загрузить реестр");
  await form.getByLabel("Клиника").fill(CLINIC);
  await form.getByLabel("Файл xlsx или csv").setInputFiles(file);
  await form.getByRole("button", { name: button, exact: true }).click();
}

/** One of the two forms of «Файлы», whose fields are called alike. */
function formWith({ page }: Monday, button: string): Locator {
  return page.locator("form").filter({
    has: page.getByRole("button", { name: button, exact: true }),
  });
}

async function untilPreviewed({ desk, page }: Monday): Promise<void> {
  await desk.await(page, page.getByRole("button", { name: "Не загружать" }));
}

async function untilLoaded({ desk, page }: Monday): Promise<void> {
  await desk.await(page, page.getByText("Проверен", { exact: true }));
}

function noteFile({ page, files }: Monday, name: string): void {
  files.set(name, new URL(page.url()).pathname);
}

/** What stands beside the term in the page's facts. */
async function factOf({ page }: Monday, term: string): Promise<string> {
  const value = page.locator("dt").filter({ hasText: new RegExp(`^${term}$`) })
    .locator("xpath=following-sibling::dd[1]");
  return plain(await value.first().innerText());
}

async function costInDatabase({ desk }: Monday): Promise<Kopecks | null> {
  const [row] = await desk.product.sql<{ cost: Kopecks | null }[]>`
    select sum(cost_kopecks)::int8 as cost from service_lines`;
  return row!.cost;
}
