import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { type Database, transaction } from "../../db/connection.ts";
import { linkFiles, lockImports } from "../../db/imports/imports.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import { localDate } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { csvOf, REGISTER_HEADER, registerRow } from "../../tests/samples/sheets.ts";
import { CLINIC, IMPORTED_ON, loadPeople, loadRegister } from "../../tests/samples/story.ts";
import { publishInvoices } from "../invoices/publish_invoices.ts";
import { importRegister } from "./import_register.ts";
import { mendRow } from "./mend_row.ts";
import { previewFile } from "./preview_file.ts";
import { type Correction, receiveFile } from "./receive_file.ts";
import { decideFile, recheckFile } from "./upload_file.ts";

const THROUGH = localDate("2026-10-31");
/** More than one part of a file. */
const MANY = 1200;

Deno.test("a file that is named as a correction while it is gone through bills nobody twice", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const a = await world.load(rowsOf(MANY, { price: 100 }));
  const b = registerOf(rowsOf(MANY, { price: 200 }));
  const fileId = await world.send(b);
  let linking: Promise<number> | undefined;
  const outcome = await importRegister(sql, IMPORTED_ON, {
    fileId,
    progress: () => linking ??= world.send(b, { replaces: a }),
  });
  assert.ok(outcome.ok);
  assert.equal(await linking, fileId);
  // Where the link came after the last part, its own message has the file gone through again.
  const [message] = await sql`select signal from outbox where workflow_type = 'register'
    order by id desc limit 1`;
  assert.equal(message!.signal, "sent");
  await importRegister(sql, IMPORTED_ON, { fileId });
  assert.deepEqual(await world.standing(), { lines: MANY, kopecks: MANY * 200 * 20 });
  await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });
  assert.equal(await world.invoiced(), MANY * 200 * 20);
});

Deno.test("a link that comes between two parts voids the comparison that the first was judged by", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const a = await world.load(rowsOf(MANY, { price: 100 }));
  const fileId = await world.send(registerOf(rowsOf(4 * MANY, { price: 200 })));
  let linking: Promise<void> | undefined;
  const outcome = await importRegister(sql, IMPORTED_ON, {
    fileId,
    progress: () =>
      linking ??= transaction(sql, async (sql) => {
        await lockImports(sql, `clinic/${world.clinicId}`);
        await linkFiles(sql, fileId, { replacesId: a, mendsId: null });
      }),
  });
  assert.ok(linking && outcome.ok);
  assert.deepEqual(await world.standing(), { lines: 4 * MANY, kopecks: 4 * MANY * 200 * 20 });
});

Deno.test("nothing of a clinic is invoiced while a register of it is under way", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  await world.load(rowsOf(3, { price: 100 }));
  const fileId = await world.send(registerOf(rowsOf(MANY, { price: 50, service: "Осмотр" })));
  await assert.rejects(importRegister(sql, IMPORTED_ON, {
    fileId,
    progress: () => {
      throw new Error("The process died");
    },
  }));
  await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });
  assert.equal(await world.invoiced(), 0);
  await importRegister(sql, IMPORTED_ON, { fileId });
  const { invoices } = await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });
  assert.equal(invoices, 1);
  assert.equal(await world.invoiced(), 3 * 100 * 20 + MANY * 50 * 20);
});

Deno.test("a correction that waits for staff replaces nothing yet, and the first one loaded wins", async () => {
  await using world = await worldWithPeople();
  const { sql, actor } = world;
  const refused = registerRow({ number: 2, policy: "7701/474/009999" });
  const a = await world.load([registerRow(), refused]);
  const b = await world.send(registerOf(rowsOf(2, { price: 300 })), { replaces: a, waits: true });
  const c = await world.send(registerOf(rowsOf(2, { price: 500 })), { replaces: a, waits: true });
  for (const fileId of [b, c]) {
    const previewed = await previewFile(sql, IMPORTED_ON, { fileId });
    assert.ok(previewed.ok && previewed.preview.kind === "register");
    assert.equal(previewed.preview.changed, 1, "compared with the file that it would replace");
  }
  const typed = { policyNumber: "7701/474/001000" };
  const mended = await mendRow(sql, IMPORTED_ON, { fileId: a, sheetRow: 3, typed, actor });
  assert.deepEqual(mended, { ok: true, held: null });

  const decision = "load";
  assert.deepEqual(await decideFile(sql, IMPORTED_ON, { fileId: b, decision, actor }), {
    ok: true,
  });
  await importRegister(sql, IMPORTED_ON, { fileId: b });
  assert.deepEqual(await decideFile(sql, IMPORTED_ON, { fileId: c, decision, actor }), {
    ok: true,
  });
  assert.deepEqual(await world.file(c), {
    state: "discarded",
    problem: `Он должен был исправить файл №\u00a0${a}, но вместо того уже загружен файл ` +
      `№\u00a0${b}. Загрузите этот взамен файла №\u00a0${b}`,
  });
  assert.deepEqual(await world.standing(), { lines: 2, kopecks: 2 * 300 * 20 });
});

Deno.test("a file that can't be read corrects nothing, and may be sent again after another came", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const a = await world.load(rowsOf(2, { price: 100 }));
  const broken = new TextEncoder().encode("Не таблица\n".repeat(150_000));
  const b = await world.send(broken, { replaces: a });
  assert.ok(!(await importRegister(sql, IMPORTED_ON, { fileId: b })).ok);
  const c = await world.load(rowsOf(2, { price: 300 }), { replaces: a });
  assert.equal(await world.send(broken, { waits: true }), b);
  assert.ok(!(await previewFile(sql, IMPORTED_ON, { fileId: b })).ok);
  const again = await world.receive(broken, { replaces: a, waits: true });
  assert.ok(!again.ok && again.reason === "no_correction");
  assert.deepEqual([again.why, again.by], ["replaced", c]);
});

Deno.test("what is counted for staff is what they asked for last", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const a = await world.load(rowsOf(2, { price: 100 }));
  const content = registerOf(rowsOf(MANY, { price: 300 }));
  const fileId = await world.send(content, { waits: true });
  let asking: Promise<number> | undefined;
  await previewFile(sql, IMPORTED_ON, {
    fileId,
    progress: () => asking ??= world.later.send(content, { replaces: a, waits: true }),
  });
  await asking;
  const [file] = await sql`select preview from import_files where id = ${fileId}`;
  assert.equal(file!.preview, null, "counted without the file that it is to replace");
});

Deno.test("only a file that was gone through is checked again, and not sent from the page", async () => {
  await using world = await worldWithPeople();
  const { sql, actor } = world;
  const done = await world.load([registerRow({ policy: "7701/474/009999" })]);
  const waiting = await world.send(registerOf(rowsOf(1, { price: 7 })), { waits: true });
  const before = (await sql`select from outbox`).length;
  assert.deepEqual(await recheckFile(sql, IMPORTED_ON, { fileId: waiting, actor }), {
    ok: false,
    reason: "not_checked",
  });
  assert.equal((await sql`select from outbox`).length, before);
  assert.deepEqual(await recheckFile(sql, IMPORTED_ON, { fileId: done, actor }), { ok: true });
  const messages = await sql`select signal, input from outbox order by id`;
  assert.deepEqual({ ...messages.at(-1) }, { signal: "sent", input: { fileId: done } });
});

Deno.test("while a preview of a correction is counted, payers, publishing and other imports go on", async () => {
  await using world = await worldWithPeople();
  const { sql } = world;
  const a = await world.load(rowsOf(20, { price: 100 }));
  await publishInvoices(sql, IMPORTED_ON, { through: THROUGH });
  // Every line becomes cheaper: each is taken back, and the invoice comes down.
  const fileId = await world.send(registerOf(rowsOf(20, { price: 60 })), {
    replaces: a,
    waits: true,
  });
  await using standstill = await heldUp(sql);
  const counting = previewFile(sql, IMPORTED_ON, { fileId });
  await standstill.reached();

  const free = async (what: string, work: (sql: Database) => PromiseLike<unknown>) => {
    await transaction(sql, async (sql) => {
      await sql`set local lock_timeout = '300ms'`;
      await work(sql as Database);
    }).catch((cause) => assert.fail(new Error(`${what} waits`, { cause })));
  };
  await free(
    "an import of the clinic",
    (sql) =>
      sql`select pg_advisory_xact_lock(hashtextextended(k, 0))
        from unnest(${["import/senders", `import/clinic/${world.clinicId}`]}::text[]) k`,
  );
  await free("a payer", (sql) => sql`select from invoices for update`);
  await free("a posting", (sql) => sql`select from ledger_accounts for update`);
  await free("publishing", (sql) => sql`select from service_lines for update`);
  await free("a sender of the file", (sql) => sql`select from import_files for no key update`);
  await free("a policy's owner", (sql) => sql`select from policies for no key update`);

  await standstill[Symbol.asyncDispose]();
  const previewed = await counting;
  assert.ok(previewed.ok && previewed.preview.kind === "register");
  const { changed, creditedKopecks, lineChanges } = previewed.preview;
  assert.deepEqual({ changed, creditedKopecks, shown: lineChanges!.length }, {
    changed: 20,
    creditedKopecks: 20 * 40 * 20,
    shown: 20,
  });
});

/** Until disposed of, whoever counts what invoices would come down by stands still. */
async function heldUp(sql: Database) {
  const held = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const holding = transaction(sql, async (sql) => {
    await sql`lock table corrected_lines in access exclusive mode`;
    held.resolve();
    await over.promise;
  });
  await held.promise;
  return {
    async reached(): Promise<void> {
      for (let tries = 0; tries < 200; tries++) {
        const waiting = await sql`
          select from pg_locks
          where relation = 'corrected_lines'::regclass and not granted`;
        if (waiting.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error("The preview never came to the corrections");
    },
    async [Symbol.asyncDispose](): Promise<void> {
      over.resolve();
      await holding;
    },
  };
}

/** One person's services: a fifth of each price is theirs, in kopecks 20 times the roubles. */
function rowsOf(count: number, changes: { price: number; service?: string }): Cell[][] {
  return Array.from({ length: count }, (_, at) => registerRow({ number: at + 1, ...changes }));
}

function registerOf(rows: Cell[][]): Uint8Array {
  return csvOf([REGISTER_HEADER, ...rows]);
}

type Sent = Correction & { waits?: boolean };

async function worldWithPeople() {
  await using stack = new AsyncDisposableStack();
  const { sql } = stack.use(await testDatabase());
  await loadPeople(sql);
  const at = IMPORTED_ON.now();
  const staffId = await insertStaff(sql, {
    email: "operator@fifth.test",
    name: "Сотрудник",
    role: "operator",
    at,
  });
  await loadRegister(sql, {
    name: "first.csv",
    content: registerOf([registerRow({ service: "Сначала", policy: "7701/474/009999" })]),
  });
  const [clinic] = await sql<[{ id: number }]>`select id from clinics where name = ${CLINIC}`;
  const parts = stack.move();
  const senderAt = (clock: typeof IMPORTED_ON) => {
    const receive = (content: Uint8Array, { waits = false, ...correction }: Sent = {}) =>
      receiveFile(sql, clock, {
        kind: "register",
        clinic: CLINIC,
        name: "register.csv",
        content,
        uploadedBy: staffId,
        ...correction,
        ...(waits ? { preview: { absentLastDay: null } } : {}),
      });
    return {
      receive,
      /** @returns the file's id */
      async send(content: Uint8Array, sent: Sent = {}): Promise<number> {
        const received = await receive(content, sent);
        if (!received.ok) throw new Error(JSON.stringify(received));
        return received.file.id;
      },
    };
  };
  const now = senderAt(IMPORTED_ON);
  return {
    sql,
    clinicId: clinic.id,
    actor: { staffId, ip: "192.0.2.1" },
    ...now,
    later: senderAt({ now: () => at.replace(".000Z", ".500Z") as typeof at }),
    async load(rows: Cell[][], correction: Correction = {}): Promise<number> {
      const fileId = await now.send(registerOf(rows), correction);
      const outcome = await importRegister(sql, IMPORTED_ON, { fileId });
      assert.ok(outcome.ok);
      return fileId;
    },
    async file(fileId: number): Promise<Record<string, unknown>> {
      const [file] = await sql`select state, problem from import_files where id = ${fileId}`;
      return { ...file };
    },
    async standing(): Promise<Record<string, unknown>> {
      const [lines] = await sql`
        select count(*) as lines,
               sum(coalesce(full_franchise_kopecks, franchise_kopecks))::bigint as kopecks
        from service_lines where withdrawn is null and held is null`;
      return { ...lines };
    },
    async invoiced(): Promise<number> {
      const [row] = await sql<[{ kopecks: number }]>`
        select coalesce(sum(total_kopecks), 0)::bigint as kopecks from invoices`;
      return row.kopecks;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
