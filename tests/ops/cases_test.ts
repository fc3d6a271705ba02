import assert from "node:assert/strict";
import { WorkflowClient } from "@temporalio/client";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { registerSearchAttributes } from "../../adapters/temporal/search_attributes.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { caseQueries, listHref } from "../../routes/ops/(_staff)/case_queries.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { defaultInvoice } from "../../use_cases/invoices/default_invoice.ts";
import { openRecovery } from "../../use_cases/invoices/open_recovery.ts";
import { SEARCH_ATTRIBUTES } from "../../workflows/search_attributes.ts";
import { caseRows } from "../harness/case_rows.ts";
import { testSite } from "../harness/site.ts";
import { devTemporal } from "../harness/temporal.ts";

const NOW = instant("2026-04-20T07:00:00.000Z");
const DAY = 24 * 60;

Deno.test("staff see how many invoices are due soon, overdue and in recovery, by employer", async () => {
  await using site = await testSite({ at: NOW });
  const sandbox = await startSandbox();
  try {
    const rows = caseRows(site.sql, site.clock, yookassa(sandbox.settings.bank));
    const person = await rows.insured({ consentedDaysAgo: 150 });
    await rows.invoice(person, 10_000);
    await rows.invoice(person, 20_000, addMinutes(NOW, -40 * DAY));
    for (const [amount, daysAgo] of [[30_000, 60], [40_000, 100]] as const) {
      const id = await rows.invoice(person, amount, addMinutes(NOW, -daysAgo * DAY));
      const [invoice] = await site.sql`select due_at from invoices where id = ${id}`;
      await defaultInvoice(site.sql, { invoiceId: id, at: invoice!.due_at });
      await openRecovery(site.sql, { invoiceId: id, at: NOW });
    }
  } finally {
    await sandbox.close();
  }
  const staff = await site.logInStaff();
  const page = await staff.get("/ops/cases");
  assert.match(page.text, /Завод 1\s*4\s*1\s*2\s*1\s*700,00\s₽/);
  for (const [list, invoices] of [["defaults", 2], ["recovery", 1]] as const) {
    const [, path] = new RegExp(`href="(/ops/lists/${list}\\?org=[^"]+)"`).exec(page.html)!;
    assert.match((await staff.get(path!)).text, new RegExp(`1–${invoices} из ${invoices}`), list);
  }
  for (const { title } of caseQueries({ now: NOW, until: NOW })) {
    assert.ok(page.text.includes(title));
  }
});

Deno.test("without a debt the list of employers says so", async () => {
  await using site = await testSite({ at: NOW });
  const page = await (await site.logInStaff()).get("/ops/cases");
  assert.match(page.text, /Неоплаченных счетов нет/);
});

Deno.test("a Temporal server takes every question of the staff's lists", async () => {
  await using temporal = await devTemporal();
  const connection = await temporal.connect();
  try {
    await registerSearchAttributes(connection, "default", SEARCH_ATTRIBUTES);
    const client = new WorkflowClient({ connection });
    for (const { query } of caseQueries({ now: NOW, until: addMinutes(NOW, 7 * DAY) })) {
      assert.equal((await client.count(query)).count, 0, query);
    }
  } finally {
    await connection.close();
  }
});

Deno.test("a question becomes the address of the list in the Temporal UI", () => {
  assert.equal(
    listHref("http://127.0.0.1:8280/", 'Overdue=true AND ExecutionStatus="Running"'),
    "http://127.0.0.1:8280/namespaces/default/workflows?query=" +
      "Overdue%3Dtrue%20AND%20ExecutionStatus%3D%22Running%22",
  );
  assert.equal(listHref(null, "Overdue=true"), null);
});
