import assert from "node:assert/strict";
import { STAFF_ACCESS } from "../../routes/ops/(_staff)/staff_access.ts";
import { testSite } from "../harness/site.ts";

Deno.test("the menu shows the sections, and the pages of the one that is open", async () => {
  await using site = await testSite();
  const admin = await site.logInStaff("admin");
  const { html } = await admin.get("/ops/payments");
  const [, sections] = /<nav class="nav" aria-label="Разделы">(.*?)<\/nav>/s.exec(html)!;
  assert.match(sections!, /href="\/ops\/invoices" aria-current="true">Деньги</);
  assert.equal(sections!.match(/aria-current/g)?.length, 1);
  const [, pages] = /<nav class="nav-pages" aria-label="Раздел «Деньги»">(.*?)<\/nav>/s.exec(html)!;
  assert.match(pages!, /href="\/ops\/payments" aria-current="page">Платежи</);
  assert.equal(pages!.match(/aria-current/g)?.length, 1);
});

Deno.test("every page without an id or a form of its own is in the menu, or a page of the menu leads to it", async () => {
  await using site = await testSite();
  const admin = await site.logInStaff("admin");
  const menu = new Set<string>();
  const first = await admin.get("/ops");
  for (const [, section] of first.html.matchAll(/<a href="(\/ops[^"]*)"/g)) {
    const { html } = await admin.get(section!);
    for (const [, href] of html.matchAll(/href="(\/ops[^"?#]*)/g)) menu.add(href!);
  }
  // What a choice or a file leads to is not opened by itself.
  const led = /:|\/(file|preview|publish|forgive|pause|postpone|refund|return|new)$/;
  const pages = Object.keys(STAFF_ACCESS).filter((route) => !led.test(route));
  for (const page of pages) assert.ok(menu.has(page), page);
});

Deno.test("a section leads to the first of its pages that the role may open", async () => {
  await using site = await testSite();
  const viewer = await site.logInStaff("viewer");
  const { html } = await viewer.get("/ops/calendar");
  assert.match(html, /aria-label="Раздел «Порядок»"/);
  assert.doesNotMatch(html, /Журнал/);
});
