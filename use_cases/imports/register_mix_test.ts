import fc from "fast-check";
import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { type Database, transaction } from "../../db/connection.ts";
import { localDate } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { csvOf, REGISTER_HEADER, registerRow } from "../../tests/samples/sheets.ts";
import { CLINIC, IMPORTED_ON, loadPeople, noonOf } from "../../tests/samples/story.ts";
import { publishInvoices } from "../invoices/publish_invoices.ts";
import { decideHeldLines } from "./decide_held_lines.ts";
import { importRegister } from "./import_register.ts";
import { storeFile } from "./receive_file.ts";

/**
 * A clinic's services as they truly were, told by files that leave out, add, misprice, repeat and
 * send again; with crashes, invoices and payments between. In the end every person has been charged
 * for the truth, as by one clean file.
 */
const THROUGH = localDate("2026-11-01");
const LATER = noonOf("2026-11-20");
const POLICIES = [
  ["7701/474/001000", "Пробин Ильдар Тестович"],
  ["7701/965/001028", "Образцова Майя Тестовна"],
] as const;

interface Service {
  policy: 0 | 1;
  day: number;
  service: number;
  /** Kopecks; odd ones try the rounding. */
  price: number;
}

const service = fc.record<Service>({
  policy: fc.constantFrom(0, 1),
  day: fc.integer({ min: 1, max: 3 }),
  service: fc.integer({ min: 1, max: 3 }),
  price: fc.integer({ min: 1, max: 400_000 }),
});

type Step =
  /** The chain's next file: the truth, but for what is wrong in it. */
  | { kind: "correct"; without: number[]; prices: [number, number][]; extra: Service[] }
  /** The newest file, or any before it, once more. */
  | { kind: "again"; file: number }
  /** The rows of the newest file in a file of its own: each is held, and staff say no. */
  | { kind: "duplicate"; rows: number }
  | { kind: "publish" }
  | { kind: "pay"; share: number };

const index = fc.nat(30);
const wrong = fc.record({
  without: fc.array(index, { maxLength: 3 }),
  prices: fc.array(fc.tuple(index, fc.integer({ min: 1, max: 400_000 })), { maxLength: 3 }),
  extra: fc.array(service, { maxLength: 2 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: wrong.map((slips) => ({ kind: "correct" as const, ...slips })) },
  { weight: 1, arbitrary: fc.nat(5).map((file) => ({ kind: "again" as const, file })) },
  { weight: 1, arbitrary: fc.nat(4).map((rows) => ({ kind: "duplicate" as const, rows })) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: "publish" }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 2 }).map((share) => ({ kind: "pay" as const, share })),
  },
);

const story = fc.record({
  truth: fc.array(service, { minLength: 1, maxLength: 8 }),
  /** Of the truth, services that another file brings by right: staff say yes. */
  second: fc.array(index, { maxLength: 2 }),
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  /** After how many rows of a part an import breaks off, if at all. */
  crashes: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
});

Deno.test("any mix of files comes to the invoices of one clean file, to the kopeck", async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ truth, second, steps, crashes }) => {
      await using mixed = await world();
      const files: Told[] = [];
      let breaks = 0;
      const load = async (told: Told) => {
        const dies = crashes[breaks++ % crashes.length];
        // A file that another replaces is not read any more: there is nothing to break off.
        const replaced = told.id !== undefined && files.some((file) => file.replaces === told.id);
        if (dies && !replaced) await mixed.breakOff(told);
        return await mixed.load(told);
      };
      const next = async (services: Service[]) => {
        const replaces = files.at(-1)?.id;
        const title = `Реестр ${numbers++}`;
        const told: Told = { title, rows: rowsOf(services), ...replaces ? { replaces } : {} };
        told.id = await load(told);
        files.push(told);
      };

      for (const move of steps) {
        if (move.kind === "correct") await next(withSlips(truth, move));
        else if (move.kind === "publish") await mixed.publish();
        else if (move.kind === "pay") await mixed.pay(move.share);
        else if (files.length > 0 && move.kind === "again") {
          await load(files[move.file % files.length]!);
        } else if (files.length > 0 && move.kind === "duplicate") {
          const rows = files.at(-1)!.rows.slice(0, move.rows + 1).map(renumbered);
          if (rows.length === 0) continue;
          await load({ title: "Еще раз", rows });
          await mixed.decide("refused");
        }
      }
      await next(truth);
      const genuine = [...new Set(second.map((at) => at % truth.length))].map((at) => truth[at]!);
      if (genuine.length > 0) {
        await load({ title: "Вторые", rows: rowsOf(genuine).map(renumbered) });
        await mixed.decide("released");
      }
      await mixed.publish();

      await using clean = await world();
      await clean.load({ title: "Всё", rows: rowsOf([...truth, ...genuine]) });
      await clean.publish();
      assert.deepEqual(await mixed.charged(), await clean.charged());
      assert.deepEqual(await mixed.standing(), await clean.standing());
      await mixed.assertBooks();
    }),
    { numRuns: Number(Deno.env.get("MIX_RUNS") ?? 12) },
  );
});

interface Told {
  id?: number;
  /** Stands above the header: no two files are the same bytes by chance. */
  title: string;
  rows: Cell[][];
  replaces?: number;
}

function rowsOf(services: Service[]): Cell[][] {
  return services.map(({ policy, day, service, price }, at) =>
    registerRow({
      number: at + 1,
      policy: POLICIES[policy][0],
      name: POLICIES[policy][1],
      date: `2026-10-0${day}`,
      service: `Услуга ${service}`,
      price: price / 100,
    })
  );
}

function withSlips(
  truth: Service[],
  { without, prices, extra }: Extract<Step, { kind: "correct" }>,
): Service[] {
  const slipped = new Map(prices.map(([at, price]) => [at % truth.length, price]));
  const left = new Set(without.map((at) => at % truth.length));
  const told = [
    ...truth.map((one, at) => ({ ...one, price: slipped.get(at) ?? one.price }))
      .filter((_, at) => !left.has(at)),
    ...extra,
  ];
  // A file without a row is no register.
  return told.length > 0 ? told : truth;
}

let numbers = 1000;

/** The same service under a number that no other row has. */
function renumbered(row: Cell[]): Cell[] {
  return row.with(0, numbers++);
}

async function world() {
  await using stack = new AsyncDisposableStack();
  const { sql } = stack.use(await testDatabase());
  await loadPeople(sql);
  const parts = stack.move();
  return {
    async load(told: Told): Promise<number> {
      const fileId = await store(sql, told);
      const outcome = await importRegister(sql, LATER, { fileId });
      assert.ok(outcome.ok);
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
    publish: () => publishInvoices(sql, LATER, { through: THROUGH }),
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
      const [staff] = await sql<{ id: number }[]>`
        insert into staff (email, name, role, recorded_at)
        values ('operator@fifth.test', 'Сотрудник', 'operator', ${LATER.now()})
        on conflict (email) do update set name = excluded.name returning id`;
      const held = await sql<{ id: number }[]>`
        select id from service_lines where held is not null and withdrawn is null`;
      await decideHeldLines(sql, LATER, {
        lines: { lineIds: held.map((line) => line.id) },
        decision,
        reason: "так сказала клиника",
        actor: { staffId: staff!.id, ip: "192.0.2.1" },
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
    /** Lines, ledger and invoices say the same. */
    async assertBooks(): Promise<void> {
      const [books] = await sql<Record<string, number>[]>`
        select (select count(*) from invoices i where total_kopecks <> (
                  select sum(franchise_kopecks) from service_lines where invoice_id = i.id))
                 as "lines off",
               (select count(*) from invoice_balances where owed_kopecks < 0) as "below zero",
               (select coalesce(sum(unallocated_kopecks), 0) from corrections)
                 - (select coalesce(sum(amount_kopecks), 0) from credit_offsets)
                 - (select coalesce(sum(case when t.credit_id = a.id then t.amount_kopecks
                                             else -t.amount_kopecks end), 0)
                    from ledger_accounts a
                    join ledger_transfers t on a.id in (t.debit_id, t.credit_id)
                    where a.kind = 'unallocated') as "credits off",
               (select count(*) from corrections c where credited_kopecks <> (
                  select sum(amount_kopecks) from corrected_lines where correction_id = c.id))
                 as "corrections off",
               (select coalesce(sum(total_kopecks), 0) from invoices)
                 - (select coalesce(sum(credited_kopecks), 0) from corrections)
                 - (select coalesce(sum(coalesce(full_franchise_kopecks, franchise_kopecks)), 0)
                    from service_lines where withdrawn is null and held is null) as "services off"`;
      const off = Object.fromEntries(
        Object.entries(books!).filter(([, amount]) => Number(amount) !== 0),
      );
      assert.deepEqual(off, {});
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** A csv: its bytes say the same whenever it is made. */
async function store(sql: Database, { title, rows, replaces }: Told): Promise<number> {
  const stored = await storeFile(sql, IMPORTED_ON, {
    kind: "register",
    clinic: CLINIC,
    name: "register.csv",
    content: csvOf([[title], REGISTER_HEADER, ...rows]),
    uploadedBy: null,
    ...replaces === undefined ? {} : { replaces },
  });
  if (!stored.ok) throw new Error(stored.reason === "no_correction" ? stored.why : stored.reason);
  return stored.file.id;
}
