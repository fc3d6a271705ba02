import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { work } from "../harness/file_work.ts";
import { type Page, testSite, type Visitor } from "../harness/site.ts";
import { ROSTER_HEADER, rosterRow } from "../samples/roster_rows.ts";
import { workbookOf } from "../samples/sheets.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const RIGHT = "АО «Завод Образец»";
const WRONG = "ООО «Ромашка»";
const THREE = [rosterRow(1, "Аннин"), rosterRow(2, "Борисов"), rosterRow(3, "Верин")];

Deno.test("a roster under a mistaken employer blames nobody: it says whose the policies are, and asks", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  await upload(staff, RIGHT, THREE);
  await work(site);
  const sent = await upload(staff, WRONG, [...THREE, rosterRow(4, "").with(2, "")]);
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /Принято 0 Отказано 4/);
  assert.match(page.text, /Полис числится за АО «Завод Образец»/);
  assert.doesNotMatch(page.text, /другому человеку/);
  assert.match(page.text, /Вы имели в виду АО «Завод Образец»\?/);
  assert.ok(page.html.includes(`/ops?employer=${encodeURIComponent(RIGHT)}#upload`));
  const form = await staff.get(`/ops?employer=${encodeURIComponent(RIGHT)}`);
  assert.match(form.html, /value="АО «Завод Образец»"/);
  assert.match((await staff.get("/ops/lists/refused")).text, /Полис числится за другим/);
});

Deno.test("its preview asks as well, and one row of another employer among many does not", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  await upload(staff, RIGHT, THREE);
  await work(site);
  const shown = await upload(staff, WRONG, THREE, { step: "preview" });
  await work(site);
  const preview = await staff.get(shown.location!);
  assert.match(preview.text, /Вы имели в виду АО «Завод Образец»\?/);
  assert.match(preview.text, /Полис числится за АО «Завод Образец» 3/);

  const mixed = [THREE[0]!, ...[5, 6, 7].map((at) => rosterRow(at, "Новый"))];
  const other = await upload(staff, WRONG, mixed);
  await work(site);
  const page = await staff.get(other.location!);
  assert.match(page.text, /Принято 3 Отказано 1/);
  assert.doesNotMatch(page.text, /Вы имели в виду/);
});

function upload(
  staff: Visitor,
  employer: string,
  rows: Cell[][],
  fields: Record<string, string> = {},
): Promise<Page> {
  const content = workbookOf({ "Список": [ROSTER_HEADER, ...rows] });
  const rosterFile = new File([content as BlobPart], "roster.xlsx");
  return staff.post("/ops", { kind: "roster", employer, rosterFile, ...fields });
}
