import fc from "fast-check";
import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { type Meanwhile, registerWorld, type Told } from "../../tests/harness/register_world.ts";
import { registerRow } from "../../tests/samples/sheets.ts";

/**
 * A clinic's services as they truly were, told by files that leave out, add, misprice, mistype,
 * repeat and send again, in another role and by a second sender while they are gone through; with
 * crashes, rows mended, invoices and payments between. In the end every person has been charged for
 * the truth, as by one clean file.
 */
/** One clinic, as two people write it; and another company of the same name. */
const WRITINGS = ["ООО «Клиника Образец»", 'ООО  "Клиника образец"'] as const;
const ALIKE = "АО «Клиника Образец»";
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
  | ({ kind: "correct"; without: number[]; prices: [number, number][]; extra: Service[] } & Way)
  /** The newest file, or any before it, once more. */
  | { kind: "again"; file: number }
  /** The rows of the newest file in a file of its own: each is held, and staff say no. */
  | { kind: "duplicate"; rows: number; alike: boolean }
  | { kind: "publish" }
  | { kind: "pay"; share: number };

/** How a file of the chain comes in. */
interface Way {
  /** As a clean correction; after a preview; or taken for a new file, and said too late what it is. */
  role: "named" | "previewed" | "late";
  meanwhile: Meanwhile;
  /** A row whose policy is mistyped, and how it is mended, if at all. */
  mistyped: number | null;
  mend: "hand" | "file" | null;
  writing: 0 | 1;
}

const index = fc.nat(30);
const wrong = fc.record({
  role: fc.constantFrom<Way["role"]>("named", "named", "named", "previewed", "late"),
  meanwhile: fc.constantFrom<Meanwhile>("nothing", "again", "linked", "mended", "published"),
  mistyped: fc.option(index),
  mend: fc.option(fc.constantFrom("hand" as const, "file" as const)),
  writing: fc.constantFrom(0 as const, 1 as const),
  without: fc.array(index, { maxLength: 3 }),
  prices: fc.array(fc.tuple(index, fc.integer({ min: 1, max: 400_000 })), { maxLength: 3 }),
  extra: fc.array(service, { maxLength: 2 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: wrong.map((slips) => ({ kind: "correct" as const, ...slips })) },
  { weight: 1, arbitrary: fc.nat(5).map((file) => ({ kind: "again" as const, file })) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(4), fc.boolean()).map(([rows, alike]) => ({
      kind: "duplicate" as const,
      rows,
      alike,
    })),
  },
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
      await using mixed = await registerWorld();
      const files: (Told & { id: number })[] = [];
      let breaks = 0;
      const load = async (told: Told, meanwhile: Meanwhile = "nothing") => {
        const dies = crashes[breaks++ % crashes.length];
        // A file that another replaces is not read any more: there is nothing to break off.
        const replaced = told.id !== undefined && files.some((file) => file.replaces === told.id);
        if (dies && !replaced) await mixed.breakOff(told);
        return await mixed.load(told, meanwhile, POLICIES[0][0]);
      };
      const next = async (services: Service[], way: Way) => {
        const replaces = files.at(-1)?.id;
        const told: Told = {
          title: `Реестр ${numbers++}`,
          clinic: WRITINGS[way.writing],
          rows: mistyped(rowsOf(services), way.mistyped),
          ...replaces ? { replaces } : {},
        };
        const id = way.role === "previewed"
          ? await mixed.loadPreviewed(told)
          : way.role === "late"
          ? await mixed.linkLate(told)
          : await load(told, way.meanwhile);
        files.push({ ...told, id });
        if (way.mend !== null) await mixed.mend(id, way.mend, POLICIES[0][0]);
      };

      for (const move of steps) {
        if (move.kind === "correct") await next(withSlips(truth, move), move);
        else if (move.kind === "publish") await mixed.publish();
        else if (move.kind === "pay") await mixed.pay(move.share);
        else if (files.length > 0 && move.kind === "again") {
          await load(files[move.file % files.length]!, "again");
        } else if (files.length > 0 && move.kind === "duplicate") {
          const rows = files.at(-1)!.rows.slice(0, move.rows + 1).map(renumbered);
          if (rows.length === 0) continue;
          const clinic = move.alike ? ALIKE : WRITINGS[1];
          await load({ title: "Еще раз", clinic, rows });
          await mixed.decide("refused");
        }
      }
      await next(truth, CLEAN);
      const genuine = [...new Set(second.map((at) => at % truth.length))].map((at) => truth[at]!);
      const [clinic] = WRITINGS;
      if (genuine.length > 0) {
        await load({ title: "Вторые", clinic, rows: rowsOf(genuine).map(renumbered) });
        await mixed.decide("released");
      }
      await mixed.publish();

      await using clean = await registerWorld();
      await clean.load({ title: "Всё", clinic, rows: rowsOf([...truth, ...genuine]) });
      await clean.publish();
      assert.deepEqual(await mixed.charged(), await clean.charged());
      assert.deepEqual(await mixed.standing(), await clean.standing());
      const sent = [...truth, ...genuine].reduce((sum, { price }) => sum + price, 0);
      assert.equal(await mixed.cost(), sent);
      await mixed.assertBooks();
      await clean.assertBooks();
    }),
    { numRuns: Number(Deno.env.get("MIX_RUNS") ?? 10) },
  );
});

const CLEAN: Way = {
  role: "named",
  meanwhile: "nothing",
  mistyped: null,
  mend: null,
  writing: 0,
};

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

/** Rows whose policy nobody has: each is refused, and may be mended. */
function mistyped(rows: Cell[][], at: number | null): Cell[][] {
  if (at === null) return rows;
  const place = at % rows.length;
  // Those of one person, so that whoever mends them knows whose they are.
  return rows[place]![1] === POLICIES[0][0]
    ? rows.with(place, rows[place]!.with(1, "7701/474/009999"))
    : rows;
}
