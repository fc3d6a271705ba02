import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as xlsx from "xlsx";
import type { Sql } from "../../db/connection.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import type { ImportRound } from "./import_once.ts";
import { table } from "./table.ts";

export interface ImportReport {
  lines: number;
  as: "xlsx" | "csv";
  rounds: number;
}

/** What one insured person has in a clinic's register. */
const LINES_OF_PERSON = 10;

/**
 * Takes a register from its file to published invoices, beside the same file read by the xlsx
 * library and inserted with `unnest`; a csv alone. Each round has a database and processes of its own.
 */
export async function reportImport({ lines, as, rounds }: ImportReport): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-import-"));
  try {
    const file = join(folder, `register.${as}`);
    console.error(`${lines} lines of ${Math.ceil(lines / LINES_OF_PERSON)} people …`);
    await writeFile(file, as === "xlsx" ? workbookOf(lines) : csvOf(lines));
    const ways = as === "xlsx" ? ["ours", "yardstick"] : ["ours"];
    const taken: Record<string, ImportRound[]> = { ours: [], yardstick: [] };
    for (let round = 0; round < rounds; round++) {
      for (const way of ways) {
        taken[way]!.push(await once(way, { file, lines }));
        console.error(`round ${round + 1}, ${way}`);
      }
    }
    tell(taken["ours"]!, taken["yardstick"]!, lines);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const ONCE = fileURLToPath(new URL("./import_once.ts", import.meta.url));

async function once(
  way: string,
  { file, lines }: { file: string; lines: number },
): Promise<ImportRound> {
  await using database = await testDatabase();
  await givenInsured(database.sql, Math.ceil(lines / LINES_OF_PERSON));
  const args = ["run", "-A", "--no-check", ONCE, way, database.url, file];
  const { stdout } = await promisify(execFile)(Deno.execPath(), args);
  return JSON.parse(stdout) as ImportRound;
}

function tell(ours: ImportRound[], yardstick: ImportRound[], lines: number): void {
  const stages = Object.keys(ours[0]!.ms);
  const all = median(ours.map(total));
  const rows = [["", "s", "lines/s", "peak MB"]];
  for (const stage of stages) {
    const peak = median(ours.map(({ peaks }) => peaks[stage]!));
    rows.push(row(stage, median(ours.map(({ ms }) => ms[stage]!)), peak.toFixed(0)));
  }
  const peak = median(ours.map(({ peakMb }) => peakMb));
  rows.push(row("file to invoices", all, peak.toFixed(0)));
  const plain = yardstick.length > 0 ? median(yardstick.map(total)) : null;
  const plainPeak = median(yardstick.map(({ peakMb }) => peakMb));
  if (plain !== null) rows.push(row("xlsx library, unnest", plain, plainPeak.toFixed(0)));
  table(rows);
  const { invoices, read } = ours[0]!;
  console.log(`\n${read} lines read, ${invoices} invoices. Medians of ${ours.length} rounds.`);
  if (plain !== null) {
    const times = (all / plain).toFixed(2);
    console.log(
      `Ours takes ${times} of the library's time, ${(peak / plainPeak).toFixed(2)} of its memory.`,
    );
  }

  function row(name: string, ms: number, peakMb: string): string[] {
    return [name, (ms / 1000).toFixed(2), Math.round(lines / ms * 1000).toString(), peakMb];
  }
}

function total({ ms }: ImportRound): number {
  return Object.values(ms).reduce((sum, part) => sum + part, 0);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const HEADER = [
  "№ п/п",
  "№ полиса",
  "ФИО пациента",
  "Дата рождения",
  "Дата услуги",
  "Код услуги",
  "Наименование услуги",
  "Кол-во",
  "Цена, руб.",
  "Стоимость, руб.",
];

const SERVICES = [
  ["B01.047.001", "Прием (осмотр, консультация) врача-терапевта первичный", 1850],
  ["A04.16.001", "Ультразвуковое исследование органов брюшной полости", 2340.5],
  ["B03.016.003", "Общий (клинический) анализ крови развернутый", 617.33],
  ["A05.10.006", "Регистрация электрокардиограммы", 930.09],
  ["B01.023.001", "Прием (осмотр, консультация) врача-невролога первичный", 2100],
] as const;

function lineOf(index: number) {
  const person = Math.floor(index / LINES_OF_PERSON) + 1;
  const day = index % LINES_OF_PERSON + 1;
  const [code, service, price] = SERVICES[index % SERVICES.length]!;
  const quantity = 1 + index % 2;
  return {
    number: index + 1,
    policy: `7701/${person}`,
    name: `Образцова${person} Майя Тестовна`,
    day,
    code,
    service,
    quantity,
    price,
    cost: Math.round(price * quantity * 100) / 100,
  };
}

/** As Excel keeps it: texts shared, dates as formatted numbers. */
function workbookOf(lines: number): Uint8Array {
  const date = (serial: number) => ({ t: "n", v: serial, z: "dd.mm.yyyy" });
  const rows = Array.from({ length: lines }, (_, index) => {
    const line = lineOf(index);
    const { number, policy, name, code, service, quantity, price, cost } = line;
    const served = date(FIRST_OF_OCTOBER + line.day - 1);
    return [number, policy, name, date(31_358), served, code, service, quantity, price, cost];
  });
  const sheet = xlsx.utils.aoa_to_sheet([HEADER, ...rows], { dense: true });
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, sheet, "Реестр");
  const options = { type: "array", bookType: "xlsx", compression: true, bookSST: true } as const;
  return new Uint8Array(xlsx.write(book, options) as ArrayBuffer);
}

/** Serial of 2026-10-01. */
const FIRST_OF_OCTOBER = 46_296;

/** As Excel on a Russian Windows writes it, but in UTF-8, which takes the most room. */
function csvOf(lines: number): Uint8Array {
  const rows = [HEADER.join(";")];
  for (let index = 0; index < lines; index++) {
    const { number, policy, name, day, code, service, quantity, price, cost } = lineOf(index);
    const date = `${String(day).padStart(2, "0")}.10.2026`;
    const money = (roubles: number) => roubles.toFixed(2).replace(".", ",");
    rows.push(
      [number, policy, name, "07.11.1985", date, code, service, quantity, money(price), money(cost)]
        .join(";"),
    );
  }
  return new TextEncoder().encode(rows.join("\r\n"));
}

const LONG_AGO = "2026-01-12T05:00:00.000Z";

async function givenInsured(sql: Sql, people: number): Promise<void> {
  const [employer] = await sql<{ id: number }[]>`
    insert into employers (name, recorded_at) values ('АО «Завод»', ${LONG_AGO}) returning id`;
  await sql`insert into programmes (name, kind) values ('Стандарт', 'group')`;
  await sql`
    insert into people (employer_id, personnel_number, surname, name, patronymic, birth_date,
                        recorded_at)
    select ${employer!.id}, n::text, 'Образцова' || n, 'Майя', 'Тестовна', '1985-11-07', ${LONG_AGO}
    from generate_series(1, ${people}::int) n`;
  await sql`
    insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                          recorded_at)
    select '7701/' || p.personnel_number, p.id, (select id from programmes where kind = 'group'),
           '2026-01-01', '2026-12-31', 2000, ${LONG_AGO}
    from people p`;
  await sql`
    insert into consents (person_id, given_by, kind, policy_id, source, given_at, recorded_at)
    select person_id, person_id, 'franchise_terms', id, 'paper', ${LONG_AGO}, ${LONG_AGO}
    from policies`;
  await sql`
    insert into franchises (policy_id, consent_id, consented_at, consented_on, active_from,
                            calendar_version_id, recorded_at)
    select policy_id, id, given_at, '2026-01-12', '2026-01-13', 1, ${LONG_AGO} from consents`;
  await sql`analyze`;
}
