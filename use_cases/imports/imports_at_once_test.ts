import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import type { Database } from "../../db/connection.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import { localDate } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { csvOf, REGISTER_HEADER, registerRow } from "../../tests/samples/sheets.ts";
import { CLINIC, IMPORTED_ON, loadPeople, loadRegister } from "../../tests/samples/story.ts";
import { publishInvoices } from "../invoices/publish_invoices.ts";
import { importRegister } from "./import_register.ts";
import { previewFile } from "./preview_file.ts";
import { uploadFile } from "./upload_file.ts";

const THROUGH = localDate("2026-10-31");

for (const sender of ["a known clinic", "a clinic that nobody knows yet"] as const) {
  Deno.test(`two members of staff who send the same file of ${sender} at once send one, loaded once`, async () => {
    await using world = await worldWithPeople();
    if (sender === "a known clinic") await world.upload(registerOf(lines(1, 5)));
    await sendTwice(world);
  });
}

async function sendTwice(world: World): Promise<void> {
  const { sql } = world;
  const content = registerOf(lines(1500));
  const before = (await sql`select from import_files`).length;
  const [one, other] = await Promise.all([world.upload(content), world.upload(content)]);
  assert.equal(one, other);
  assert.equal((await sql`select from import_files`).length, before + 1);
  const asked = await sql`
    select distinct workflow_id from outbox
    where workflow_type = 'register' and (input ->> 'fileId')::bigint = ${one}`;
  assert.equal(asked.length, 1, "one workflow, so that the second start joins the first");

  await Promise.all([importRegister(sql, IMPORTED_ON, { fileId: one }), world.upload(content)]);
  await importRegister(sql, IMPORTED_ON, { fileId: one });
  assert.deepEqual(await world.counts(one), { state: "done", accepted: 1500, held: 0, refused: 0 });
  assert.equal(await world.lines(), 1500);
}

Deno.test("two files of a clinic at once: what both have is accepted of one and held of the other", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const both = lines(1200);
  const renumbered = both.map((row, index) => row.with(0, 5000 + index));
  const first = await world.upload(registerOf([...both, ...lines(300, 10_000)]));
  const second = await world.upload(registerOf([...lines(300, 20_000), ...renumbered]));
  const outcomes = await Promise.all(
    [first, second].map((fileId) => importRegister(sql, IMPORTED_ON, { fileId })),
  );
  assert.ok(outcomes.every((outcome) => outcome.ok));
  const [sums] = await sql`
    select count(*) filter (where held is null) as accepted,
           count(*) filter (where held = 'in_another_file') as held from service_lines`;
  assert.deepEqual({ ...sums }, { accepted: 1800, held: 1200 });
});

Deno.test("while one file is loaded another of the clinic may be looked at first, and neither waits for ever", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const loaded = await world.upload(registerOf(lines(2500)));
  const shown = await world.upload(registerOf(lines(2500, 10_000)), { preview: true });
  const [outcome, preview, again] = await Promise.all([
    importRegister(sql, IMPORTED_ON, { fileId: loaded }),
    previewFile(sql, IMPORTED_ON, { fileId: shown }),
    previewFile(sql, IMPORTED_ON, { fileId: shown }),
  ]);
  assert.ok(outcome.ok && preview.ok && again.ok);
  assert.equal(await world.lines(), 2500);
  assert.deepEqual(await world.counts(shown), {
    state: "received",
    accepted: 0,
    held: 0,
    refused: 0,
  });
});

Deno.test("invoices published while a register comes in take each line once, and the last run the rest", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const fileId = await world.upload(registerOf(linesOfMany(4000, await insured(sql))));
  await assert.rejects(
    importRegister(sql, IMPORTED_ON, {
      fileId,
      progress: () => {
        throw new Error("The process died");
      },
    }),
    /The process died/,
  );
  await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });
  await publishedDuring(sql, importRegister(sql, IMPORTED_ON, { fileId }));
  await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });
  await assertAllInvoicedOnce(sql, 4000);
});

Deno.test("invoices published while a corrected file comes in end at what the correction says", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const people = await insured(sql);
  const rows = linesOfMany(2500, people);
  await loadRegister(sql, { name: "a.csv", content: registerOf(rows) });
  const [{ id: replaces }] = await sql<[{ id: number }]>`
    select max(id) as id from import_files where kind = 'register'`;
  // Every third line becomes cheaper, every seventh is gone.
  const corrected = rows.map((row, index) => index % 3 === 0 ? row.with(8, 5) : row)
    .filter((_, index) => index % 7 !== 0);
  const fileId = await world.upload(registerOf(corrected), { replaces });
  await publishedDuring(sql, importRegister(sql, IMPORTED_ON, { fileId }));
  await importRegister(sql, IMPORTED_ON, { fileId });
  await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });

  const said = corrected.reduce((sum, row) => sum + Math.round(Number(row[8]) * 100 / 5), 0);
  const [books] = await sql`
    select (select coalesce(sum(total_kopecks), 0)::bigint from invoices)
           - (select coalesce(sum(credited_kopecks), 0)::bigint from corrections) as charged`;
  assert.equal(books!.charged, said);
});

/** Publishes again and again until the import is over. @returns how many runs found something */
async function publishedDuring(
  sql: Database,
  importing: Promise<{ ok: boolean }>,
): Promise<number> {
  let isOver = false;
  const imported = importing.finally(() => isOver = true);
  let runs = 0;
  while (!isOver) {
    const { invoices } = await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });
    if (invoices > 0) runs += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.ok((await imported).ok);
  return runs;
}

async function assertAllInvoicedOnce(sql: Database, count: number): Promise<void> {
  const [lines] = await sql`
    select count(*) as all, count(invoice_id) as invoiced,
           sum(franchise_kopecks)::bigint as kopecks from service_lines`;
  const [invoices] = await sql`select sum(total_kopecks)::bigint as kopecks from invoices`;
  assert.deepEqual({ ...lines }, { all: count, invoiced: count, kopecks: invoices!.kopecks });
  const [odd] = await sql`
    select i.id from invoices i left join service_lines l on l.invoice_id = i.id
    group by i.id having sum(l.franchise_kopecks) is distinct from i.total_kopecks limit 1`;
  assert.equal(odd, undefined, "an invoice that differs from its lines");
}

interface Insured {
  policy: string;
  name: string;
}

async function insured(sql: Database): Promise<Insured[]> {
  return await sql<Insured[]>`
    select o.number as policy, concat_ws(' ', p.surname, p.name, p.patronymic) as name
    from policies o join people p on p.id = o.person_id
    join franchises f on f.policy_id = o.id
    where f.active_from < '2026-10-05' and p.birth_date < '2000-01-01' order by o.number`;
}

/** Lines of all people in turn, so that each part of the file touches each franchise. */
function linesOfMany(count: number, people: readonly Insured[]): Cell[][] {
  return lines(count).map((row, index) => {
    const { policy, name } = people[index % people.length]!;
    return row.with(1, policy).with(2, name).with(3, null);
  });
}

/** Prices from 10 roubles on: a fifth is whole kopecks. */
function lines(count: number, price = 10): Cell[][] {
  return Array.from(
    { length: count },
    (_, index) => registerRow({ number: index + 1, price: price + index }),
  );
}

function registerOf(rows: Cell[][]): Uint8Array {
  return csvOf([REGISTER_HEADER, ...rows]);
}

type World = Awaited<ReturnType<typeof worldWithPeople>>;

async function worldWithPeople() {
  await using stack = new AsyncDisposableStack();
  const { sql } = stack.use(await testDatabase());
  await loadPeople(sql);
  const staffId = await insertStaff(sql, {
    email: "operator@fifth.test",
    name: "Сотрудник",
    role: "operator",
    at: IMPORTED_ON.now(),
  });
  const parts = stack.move();
  return {
    sql,
    /** @returns the file's id */
    async upload(
      content: Uint8Array,
      { preview = false, replaces }: { preview?: boolean; replaces?: number } = {},
    ): Promise<number> {
      const upload = await uploadFile(sql, IMPORTED_ON, {
        actor: { staffId, ip: "192.0.2.1" },
        file: {
          kind: "register",
          clinic: CLINIC,
          name: "large.csv",
          content,
          isNew: true,
          ...(preview ? { preview: { absentLastDay: null } } : {}),
          ...(replaces === undefined ? {} : { replaces }),
        },
      });
      assert.ok(upload.ok);
      return upload.fileId;
    },
    async counts(fileId: number): Promise<Record<string, unknown>> {
      const [file] = await sql`
        select state, accepted, held, refused from import_files where id = ${fileId}`;
      return { ...file };
    },
    lines: async () => (await sql`select from service_lines`).length,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
