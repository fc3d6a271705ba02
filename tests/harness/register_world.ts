import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { type Database, transaction } from "../../db/connection.ts";
import { localDate } from "../../domain/local_date.ts";
import { formEmployerReport } from "../../use_cases/employers/form_employer_report.ts";
import { requestReport } from "../../use_cases/employers/request_employer_reports.ts";
import { decideHeldLines } from "../../use_cases/imports/decide_held_lines.ts";
import { importRegister } from "../../use_cases/imports/import_register.ts";
import { mendRow } from "../../use_cases/imports/mend_row.ts";
import { previewFile } from "../../use_cases/imports/preview_file.ts";
import { receiveFile, storeFile } from "../../use_cases/imports/receive_file.ts";
import { decideFile, type StaffActor } from "../../use_cases/imports/upload_file.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";
import { csvOf, REGISTER_HEADER } from "../samples/sheets.ts";
import { EMPLOYER, IMPORTED_ON, loadPeople, noonOf } from "../samples/story.ts";
import { testDatabase } from "./database.ts";

const THROUGH = localDate("2026-11-01");
const LATER = noonOf("2026-11-20");

/** A file as a clinic sends it. */
export interface Told {
  id?: number;
  /** Stands above the header: no two files are the same bytes by chance. */
  title: string;
  clinic: string;
  rows: Cell[][];
  replaces?: number;
}

/** What happens to a file while it is gone through. */
export type Meanwhile =
  | "nothing"
  /** It is sent again, by a second sender. */
  | "again"
  /** It is said only now what it replaces. */
  | "linked"
  /** Its refused rows are mended. */
  | "mended"
  | "published";

/** A clinic's registers in a database of their own, and what they have come to. */
export async function registerWorld() {
  await using stack = new AsyncDisposableStack();
  const { sql } = stack.use(await testDatabase());
  await loadPeople(sql);
  const [staff] = await sql<[{ id: number }]>`
    insert into staff (email, name, role, recorded_at)
    values ('operator@fifth.test', 'Сотрудник', 'operator', ${LATER.now()}) returning id`;
  const actor: StaffActor = { staffId: staff.id, ip: "192.0.2.1" };
  const parts = stack.move();
  const publish = () => publishInvoices(sql, LATER, { through: THROUGH });

  /** As the file's workflow does: once more for all that came meanwhile. */
  async function run(fileId: number, happens: () => Promise<unknown>): Promise<void> {
    let happening: Promise<unknown> | undefined;
    const outcome = await importRegister(sql, LATER, {
      fileId,
      progress: () => happening ??= happens(),
    });
    assert.ok(outcome.ok);
    await happening;
    if (happening) assert.ok((await importRegister(sql, LATER, { fileId })).ok);
  }

  /** Each refused row is given the policy that was meant. */
  async function mendByHand(fileId: number, policy: string): Promise<void> {
    const refused = await sql<{ row: number }[]>`
      select sheet_row as row from refused_rows
      where file_id = ${fileId} and reason = 'unknown_policy' and accepted_at is null`;
    for (const { row } of refused) {
      const typed = { policyNumber: policy };
      await mendRow(sql, LATER, { fileId, sheetRow: row, typed, actor });
    }
  }

  return {
    sql,
    /** Loads a file while that happens to it. @returns its id */
    async load(told: Told, meanwhile: Meanwhile = "nothing", policy = ""): Promise<number> {
      const { replaces, ...plain } = told;
      const fileId = await store(sql, meanwhile === "linked" ? plain : told);
      await run(fileId, async () => {
        if (meanwhile === "published") await publish();
        if (meanwhile === "mended") await mendByHand(fileId, policy);
        if (meanwhile === "linked" && replaces !== undefined) await store(sql, told);
        if (meanwhile === "again") {
          await Promise.all([store(sql, told), importRegister(sql, LATER, { fileId })]);
        }
      });
      return fileId;
    },
    /** Shows staff first what a file would change; they load it, and it comes to that. */
    async loadPreviewed({ title, clinic, rows, replaces }: Told): Promise<number> {
      const received = await receiveFile(sql, LATER, {
        kind: "register",
        clinic,
        name: "register.csv",
        content: csvOf([[title], REGISTER_HEADER, ...rows]),
        uploadedBy: actor.staffId,
        preview: { absentLastDay: null },
        ...replaces === undefined ? {} : { replaces },
      });
      assert.ok(received.ok);
      const fileId = received.file.id;
      const previewed = await previewFile(sql, LATER, { fileId });
      assert.ok(previewed.ok && previewed.preview.kind === "register");
      const decided = await decideFile(sql, LATER, { fileId, decision: "load", actor });
      assert.deepEqual(decided, { ok: true });
      const outcome = await importRegister(sql, LATER, { fileId });
      assert.ok(outcome.ok);
      const [credits] = await sql<[{ kopecks: number }]>`
        select coalesce(sum(credited_kopecks), 0)::bigint as kopecks
        from corrections where file_id = ${fileId}`;
      const [shares] = await sql<[{ kopecks: number }]>`
        select coalesce(sum(coalesce(full_franchise_kopecks, franchise_kopecks)), 0)::bigint
                 as kopecks
        from service_lines where file_id = ${fileId} and held is null and withdrawn is null`;
      const { accepted, marked, unchanged, changed, gone } = previewed.preview;
      const { creditedKopecks, franchiseKopecks } = previewed.preview;
      assert.deepEqual(
        { accepted, marked, unchanged, changed, gone, creditedKopecks, franchiseKopecks },
        {
          accepted: outcome.accepted,
          marked: outcome.marked,
          unchanged: outcome.unchanged,
          ...outcome.withdrawn,
          creditedKopecks: credits.kopecks,
          franchiseKopecks: shares.kopecks,
        },
        "what staff were shown",
      );
      return fileId;
    },
    /** The process dies after the file's rows, before what they take back is credited. */
    async breakOff(told: Told): Promise<void> {
      const fileId = await store(sql, told);
      await assert.rejects(
        importRegister(sql, LATER, {
          fileId,
          progress: () => {
            throw new Error("The process died");
          },
        }),
        /The process died/,
      );
    },
    /** Staff let a file in that nobody expected; said later what it replaces, it is compared. */
    async linkLate(told: Told): Promise<number> {
      const { replaces: _, ...plain } = told;
      await run(await store(sql, plain), () => Promise.resolve());
      await publish();
      const fileId = await store(sql, told);
      await run(fileId, () => Promise.resolve());
      return fileId;
    },
    async mend(fileId: number, way: "hand" | "file", policy: string): Promise<void> {
      if (way === "hand") await mendByHand(fileId, policy);
      else await mendByFile(sql, fileId, policy);
      // As a mended row of a correcting file asks for.
      assert.ok((await importRegister(sql, LATER, { fileId })).ok);
    },
    publish,
    /** Every `share`-th open invoice is paid whole. */
    async pay(share: number): Promise<void> {
      await transaction(sql, async (sql) => {
        await sql`
          insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks,
                                        effective_at, recorded_at)
          select 'payment/' || gen_random_uuid(), k.id, a.id, b.owed_kopecks, ${LATER.now()},
                 ${LATER.now()}
          from invoice_balances b join ledger_accounts a on a.invoice_id = b.invoice_id,
               ledger_accounts k
          where k.kind = 'bank' and b.owed_kopecks > 0 and b.invoice_id % ${share} = 0`;
      });
    },
    async decide(decision: "released" | "refused"): Promise<void> {
      const held = await sql<{ id: number }[]>`
        select id from service_lines where held is not null and withdrawn is null`;
      await decideHeldLines(sql, LATER, {
        lines: { lineIds: held.map((line) => line.id) },
        decision,
        reason: "так сказала клиника",
        actor,
      });
    },
    /** What each person was charged in all, less what was credited. */
    async charged(): Promise<number[]> {
      const rows = await sql<{ kopecks: number }[]>`
        select (sum(i.total_kopecks) - coalesce((
                 select sum(c.credited_kopecks) from corrections c
                 join invoices x on x.id = c.invoice_id
                 where x.policy_id = i.policy_id), 0))::bigint as kopecks
        from invoices i group by i.policy_id
        having sum(i.total_kopecks) > coalesce((
                 select sum(c.credited_kopecks) from corrections c
                 join invoices x on x.id = c.invoice_id
                 where x.policy_id = i.policy_id), 0)
        order by i.policy_id`;
      return rows.map((row) => row.kopecks);
    },
    /** The services that stand, each with what it comes to. */
    async standing(): Promise<string[]> {
      const rows = await sql<{ line: string }[]>`
        select concat_ws(' ', policy_id, service_date, service_name,
                         coalesce(full_cost_kopecks, cost_kopecks),
                         coalesce(full_franchise_kopecks, franchise_kopecks)) as line
        from service_lines where withdrawn is null and held is null order by 1`;
      return rows.map((row) => row.line);
    },
    /** What the standing services cost: as the clinic's files say. */
    async cost(): Promise<number> {
      const [row] = await sql<[{ kopecks: number }]>`
        select coalesce(sum(coalesce(full_cost_kopecks, cost_kopecks)), 0)::bigint as kopecks
        from service_lines where withdrawn is null and held is null`;
      return row.kopecks;
    },
    /** Lines, ledger, invoices and the employer's report say the same. */
    async assertBooks(): Promise<void> {
      const [books] = await sql<Record<string, number>[]>`
        select (select count(*) from invoices i where total_kopecks <> (
                  select sum(franchise_kopecks) from service_lines where invoice_id = i.id))
                 as "lines off",
               (select count(*) from invoice_balances where owed_kopecks < 0) as "below zero",
               (select coalesce(sum(unallocated_kopecks), 0) from corrections)
                 - (select coalesce(sum(amount_kopecks), 0) from credit_offsets)
                 - (${postedTo(sql, "unallocated")}) as "credits off",
               (select count(*) from corrections c where credited_kopecks <> (
                  select sum(amount_kopecks) from corrected_lines where correction_id = c.id))
                 as "corrections off",
               (select coalesce(sum(total_kopecks), 0) from invoices)
                 - (select coalesce(sum(credited_kopecks), 0) from corrections)
                 - (${services(sql)}) as "services off",
               ${await reported(sql)} - (${services(sql)}) - (${postedTo(sql, "bank")})
                 - (${postedTo(sql, "unallocated")}) as "report off"`;
      const off = Object.fromEntries(
        Object.entries(books!).filter(([, amount]) => Number(amount) !== 0),
      );
      assert.deepEqual(off, {});
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** What the services that stand come to for the insured. */
function services(sql: Database) {
  return sql`
    select coalesce(sum(coalesce(full_franchise_kopecks, franchise_kopecks)), 0)
    from service_lines where withdrawn is null and held is null`;
}

/** Credits of such accounts less their debits. */
function postedTo(sql: Database, kind: string) {
  return sql`
    select coalesce(sum(case when t.credit_id = a.id then t.amount_kopecks
                             else -t.amount_kopecks end), 0)
    from ledger_accounts a join ledger_transfers t on a.id in (t.debit_id, t.credit_id)
    where a.kind = ${kind}`;
}

/** What the employer's report says is owed. */
async function reported(sql: Database): Promise<number> {
  const [employer] = await sql<[{ id: number }]>`
    select id from employers where name = ${EMPLOYER}`;
  await requestReport(sql, LATER, { employerId: employer.id, actor: null });
  const [report] = await sql<[{ id: number }]>`
    select max(id) as id from employer_reports where employer_id = ${employer.id}`;
  await formEmployerReport(sql, { reportId: report.id, at: LATER.now() });
  const [lines] = await sql<[{ kopecks: number }]>`
    select coalesce(sum(owed_kopecks), 0)::bigint as kopecks
    from employer_report_lines where report_id = ${report.id}`;
  return lines.kopecks;
}

/** A csv: its bytes say the same whenever it is made. */
async function store(sql: Database, { title, clinic, rows, replaces }: Told): Promise<number> {
  const stored = await storeFile(sql, IMPORTED_ON, {
    kind: "register",
    clinic,
    isNew: true,
    name: "register.csv",
    content: csvOf([[title], REGISTER_HEADER, ...rows]),
    uploadedBy: null,
    ...replaces === undefined ? {} : { replaces },
  });
  if (!stored.ok) throw new Error(stored.reason === "no_correction" ? stored.why : stored.reason);
  return stored.file.id;
}

/** As `refused.csv` is downloaded, filled in and sent. */
async function mendByFile(sql: Database, fileId: number, policy: string): Promise<void> {
  const refused = await sql<{ row: number; cells: Cell[] }[]>`
    select sheet_row as row, cells from refused_rows
    where file_id = ${fileId} and reason = 'unknown_policy' and accepted_at is null
    order by sheet_row`;
  if (refused.length === 0) return;
  const [clinic] = await sql<[{ name: string }]>`
    select c.name from import_files f join clinics c on c.id = f.clinic_id where f.id = ${fileId}`;
  const rows = refused.map(({ row, cells }) => [...cells.with(1, policy), row]);
  const stored = await storeFile(sql, IMPORTED_ON, {
    kind: "register",
    clinic: clinic.name,
    name: "refused.csv",
    content: csvOf([
      [`Отказанные строки файла ${fileId}`],
      [...REGISTER_HEADER, "Строка файла"],
      ...rows,
    ]),
    uploadedBy: null,
    mends: fileId,
  });
  assert.ok(stored.ok);
  assert.ok((await importRegister(sql, LATER, { fileId: stored.file.id })).ok);
}
