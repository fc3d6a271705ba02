import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type Kopecks, parseRoubles } from "../../domain/money.ts";
import { type Desk, type Member, openDesk } from "./desk.ts";
import { plain, says } from "./page_text.ts";

export const OPERATOR: Member = {
  email: "olga@insurer.test",
  name: "Ольга Операторова",
  role: "operator",
};
export const APPROVER: Member = {
  email: "pavel@insurer.test",
  name: "Павел Утвердилов",
  role: "approver",
};

/** Where the day has come to. */
export interface Monday extends AsyncDisposable {
  desk: Desk;
  /** Whose page it is: the operator's, then the second member's. */
  page: Page;
  /** Paths of the pages of files, by the files' names. */
  files: Map<string, string>;
  /** Of the person who is looked into. */
  invoiceId: number;
}

export type Step = (monday: Monday) => Promise<void>;

/** `await using monday = await beginMonday("off");` */
export async function beginMonday(script: Desk["script"]): Promise<Monday> {
  await using stack = new AsyncDisposableStack();
  const desk = stack.use(await openDesk(script));
  const page = await desk.logIn(OPERATOR);
  const parts = stack.move();
  return {
    desk,
    page,
    files: new Map(),
    invoiceId: 0,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/**
 * Takes the step.
 *
 * @throws with the step's name, and what the page said when it failed
 */
export async function take(step: Step, monday: Monday): Promise<void> {
  try {
    await step(monday);
  } catch (cause) {
    const { page, desk } = monday;
    const text = await says(page).catch(() => "nothing: it can't be read");
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${step.name}, script ${desk.script}: ${problem}` +
        (problem.includes(text) ? "" : `\n\n${page.url()} said: ${text}`),
      { cause },
    );
  }
}

export async function open({ desk, page }: Monday, path: string): Promise<void> {
  await page.goto(desk.product.url + path);
}

/** Follows the first link of this name to the page of the heading. */
export async function follow(
  { page }: Monday,
  link: string | RegExp,
  heading: string | RegExp,
): Promise<void> {
  await page.getByRole("link", { name: link }).first().click();
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

export async function press({ page }: Monday, button: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
}

export async function fillDate({ page }: Monday, date: string): Promise<void> {
  const [year, month, day] = date.split("-") as [string, string, string];
  await page.getByRole("textbox", { name: "День" }).fill(day);
  await page.getByRole("textbox", { name: "Месяц" }).fill(month);
  await page.getByRole("textbox", { name: "Год" }).fill(year);
}

/** The rows of a table, each by its columns' titles, as they are read. */
export async function tableRows(
  { page }: Monday,
  caption: string | RegExp,
): Promise<TableRow[]> {
  const table = page.getByRole("table", { name: caption, exact: true });
  const titles = await table.getByRole("columnheader").allInnerTexts();
  const rows = await table.getByRole("row").all();
  const cells = await Promise.all(rows.map((row) => row.getByRole("cell").allInnerTexts()));
  return cells.filter((texts) => texts.length > 0).map((texts) =>
    new Map(texts.map((text, at) => [plain(titles[at] ?? ""), plain(text)]))
  );
}

type TableRow = ReadonlyMap<string, string>;

/** A column of such rows. @throws where a row has none of this title */
export function column(rows: readonly TableRow[], title: string): string[] {
  return rows.map((row) => {
    const cell = row.get(title);
    if (cell === undefined) throw new Error(`No column «${title}»: ${[...row.keys()].join(", ")}`);
    return cell;
  });
}

/** The only row's cells of these columns. */
export function only(rows: readonly TableRow[], ...titles: string[]): string[] {
  assert.equal(rows.length, 1, JSON.stringify(rows.map((row) => [...row])));
  return titles.flatMap((title) => column(rows, title));
}

/** @throws where the words are no sum */
export function roubles(words: string): Kopecks {
  const amount = parseRoubles(words.replace("₽", "").replace(/\s/g, ""));
  if (amount === null) throw new Error(`«${words}» is no sum`);
  return amount;
}
