import assert from "node:assert/strict";
import { addDays } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks, subtract, sum } from "../../domain/money.ts";
import { dayAndYear, numbered } from "../../domain/russian.ts";
import { CLINIC, EMPLOYER } from "../samples/story.ts";
import {
  APPROVER,
  column,
  fillDate,
  follow,
  type Monday,
  only,
  OPERATOR,
  press,
  roubles,
  tableRows,
} from "./monday.ts";
import {
  CORRECTED,
  FORGIVEN,
  owedByPolicy,
  owedInAll,
  PATIENT,
  REAL_LIFE,
} from "./monday_story.ts";
import { assertSays, plain, refreshUntil, says } from "./page_text.ts";

const PAUSED_FOR = "Лежит в больнице, просит подождать";
const INVOICES = String(owedByPolicy().size);

export async function runIsPreviewedAndPublished(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await page.getByRole("link", { name: "Деньги", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Счета" }).waitFor();
  await fillDate(monday, desk.today);
  await press(monday, "Проверить");
  await page.getByRole("heading", { level: 1, name: /^Выставить счета/ }).waitFor();
  assertSays(await says(page), `${INVOICES} счет`, formatRoubles(owedInAll()));
  const waiting = await tableRows(monday, /по работодателям$/);
  assert.deepEqual(only(waiting, "Работодатель", "Счетов", "Доля застрахованных"), [
    EMPLOYER,
    INVOICES,
    plain(formatRoubles(owedInAll())),
  ]);
  await desk.look(page, "run");
  await press(monday, "Выставить счета");
  await page.getByText("Счета выставляются").first().waitFor();
  await desk.look(page, "asked");
}

export async function accrualsAreOnPhones(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  const run = page.getByRole("row").filter({ hasText: dayAndYear(desk.today) });
  const count = page.getByRole("cell", { name: INVOICES, exact: true });
  // Invoices, and SMS about them.
  await refreshUntil(page, run.filter({ has: count.nth(1) }));
  await desk.look(page, "published");
  const runs = await tableRows(monday, "Выставлены");
  assert.deepEqual(only(runs, "Счетов", "Сумма", "СМС отправлено", "Не дошло"), [
    INVOICES,
    plain(formatRoubles(owedInAll())),
    INVOICES,
    "0",
  ]);

  const accruals = desk.product.sandbox.sms().map(({ text }) => accrualOf(text));
  assert.equal(String(accruals.length), INVOICES);
  assert.equal(sum(accruals.map(({ amount }) => amount)), owedInAll());
  const phone = await desk.openSandbox(`/phone/${PATIENT.phone}`);
  const sms = accrualOf(await phone.getByText(/Новый счет/).first().innerText());
  await phone.close();
  assert.equal(sms.amount, ofPatient());
  monday.invoiceId = sms.invoiceId;
}

export async function personIsLookedInto(monday: Monday): Promise<void> {
  const { desk, page, invoiceId } = monday;
  const invoice = plain(numbered(invoiceId));
  await page.getByRole("link", { name: "Люди", exact: true }).click();
  await page.getByLabel("ФИО или номер полиса").fill(PATIENT.policy);
  await press(monday, "Найти");
  await page.getByRole("link", { name: PATIENT.name }).waitFor();
  await desk.look(page, "people");
  await follow(monday, PATIENT.name, PATIENT.name);
  await desk.look(page, "person");
  assert.deepEqual(only(await tableRows(monday, "Полисы"), "Полис"), [PATIENT.policy]);
  assert.deepEqual(await sumsOfInvoice(monday), { total: ofPatient(), owed: ofPatient() });
  const past = page.locator("section").filter({
    has: page.getByRole("heading", { name: "Что было" }),
  });
  assertSays(
    await says(past),
    `Счет ${invoice} выставлен`,
    `СМС: Новый счет, счет ${invoice} Отправлено`,
    `Первый день обслуживания, полис ${PATIENT.policy}`,
  );
  await assertLeadsToWorkflow(monday);
  await follow(monday, new RegExp(`^${invoice}$`), `Счет ${invoice}`);
  await desk.look(page, "case");
  await assertLeadsToWorkflow(monday);
  const lines = await tableRows(monday, "Услуги");
  assert.deepEqual([...new Set(column(lines, "Клиника"))], [CLINIC]);
  assertSays(column(lines, "Из файла").join(), REAL_LIFE, CORRECTED);
  const shares = column(lines, "Доля застрахованного").map(roubles);
  assert.equal(sum(shares), ofPatient(), "the services add up to the invoice");
}

export async function remindersArePausedWithReason(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await follow(monday, PATIENT.name, PATIENT.name);
  await follow(monday, "Приостановить напоминания", "Приостановить напоминания");
  await desk.look(page, "pause");
  await fillDate(monday, addDays(desk.today, 10));
  await page.getByLabel("Почему").fill(PAUSED_FOR);
  await press(monday, "Проверить");
  await press(monday, "Приостановить");
  await page.getByText("Записано и уже действует").waitFor();
  assertSays(await says(page), PAUSED_FOR, OPERATOR.name);
  await desk.look(page, "paused");
}

export async function forgivingIsProposed(monday: Monday): Promise<void> {
  const { desk, page } = monday;
  await follow(monday, PATIENT.name, PATIENT.name);
  assertSays(await says(page), "Напоминания остановлены");
  await follow(monday, "Списать долг", "Списать долг");
  await page.getByLabel("Сколько списать").fill(formatRoubles(FORGIVEN.amount).slice(0, -2));
  await page.getByLabel("Почему").fill(FORGIVEN.because);
  await press(monday, "Проверить");
  const rest = subtract(ofPatient(), FORGIVEN.amount);
  await page.getByRole("heading", { name: "Проверьте и отправьте" }).waitFor();
  assertSays(await says(page), `Останется оплатить ${formatRoubles(rest)}`);
  await desk.look(page, "forgive");
  await press(monday, "Предложить");
  await page.getByText("теперь нужен второй сотрудник").waitFor();
  assert.equal(await page.getByRole("radio").count(), 0, "nobody confirms their own");
  await desk.look(page, "proposed");
}

export async function secondMemberConfirms(monday: Monday): Promise<void> {
  const { desk } = monday;
  const page = monday.page = await desk.logIn(APPROVER);
  await page.getByRole("link", { name: "Деньги", exact: true }).click();
  await follow(monday, "Решения", "Решения");
  await desk.look(page, "decisions");
  const proposal = `Списать ${plain(formatRoubles(FORGIVEN.amount))}`;
  await follow(monday, proposal, proposal);
  await page.getByRole("radio", { name: "Подтвердить" }).check();
  await press(monday, "Записать решение");
  await page.getByText("Подтверждено: решение действует").waitFor();
  assertSays(await says(page), FORGIVEN.because, OPERATOR.name, APPROVER.name);
  await desk.look(page, "confirmed");
  await follow(monday, PATIENT.name, PATIENT.name);
  assert.deepEqual(await sumsOfInvoice(monday), {
    total: ofPatient(),
    owed: subtract(ofPatient(), FORGIVEN.amount),
  });
}

function ofPatient(): Kopecks {
  return owedByPolicy().get(PATIENT.policy)!;
}

/** What the SMS tells. */
function accrualOf(text: string): { invoiceId: number; amount: Kopecks } {
  const found = /Новый счет № (\d+): ([\d ]+,\d\d) ₽/.exec(plain(text));
  assert.ok(found, `«${text}» is no accrual`);
  return { invoiceId: Number(found[1]), amount: roubles(found[2]!) };
}

/** Of the only invoice on a person's page. */
async function sumsOfInvoice(monday: Monday): Promise<{ total: Kopecks; owed: Kopecks }> {
  const invoices = await tableRows(monday, "Счета");
  const [number, total, owed] = only(invoices, "Счет", "Сумма", "Не оплачено");
  assert.equal(number, plain(numbered(monday.invoiceId)));
  return { total: roubles(total!), owed: roubles(owed!) };
}

/** The page leads to a case in Temporal, and there it is. */
async function assertLeadsToWorkflow({ desk, page, invoiceId }: Monday): Promise<void> {
  const id = `invoice/${invoiceId}`;
  const link = page.getByRole("link", { name: id, exact: true });
  const { pathname } = new URL((await link.getAttribute("href"))!);
  assert.equal(pathname, `/namespaces/default/workflows/${encodeURIComponent(id)}`);
  const connection = await desk.product.temporal.connect();
  try {
    const { workflowExecutionInfo: info } = await connection.workflowService
      .describeWorkflowExecution({ namespace: "default", execution: { workflowId: id } });
    assert.equal(info?.closeTime ?? null, null, `${id} has ended`);
  } finally {
    await connection.close();
  }
}
