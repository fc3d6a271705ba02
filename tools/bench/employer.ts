import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Sql } from "../../db/connection.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { insertReport } from "../../db/employers/employer_reports.ts";
import {
  addMonths,
  type Instant,
  instant,
  type LocalDate,
  localDate,
} from "../../domain/local_date.ts";
import type { Round } from "./employer_once.ts";
import { table } from "./table.ts";

const ROUNDS = 7;
const FORMED_AT = instant("2026-10-01T05:00:00.000Z");
const FIRST_PERIOD = localDate("2020-01-01");

/** Forms and writes a report of so many debts beside a plain select and the xlsx library. */
export async function reportEmployer(debts: number): Promise<void> {
  await using database = await testDatabase();
  const { sql, url } = database;
  console.error(`${debts} debts …`);
  const employerId = await givenDebts(sql, debts);
  const rounds: Record<string, Round[]> = {
    form: [],
    file: [],
    today: [],
    page: [],
    filtered: [],
    yardstick: [],
  };
  for (let round = 0; round < ROUNDS; round++) {
    const period = addMonths(FIRST_PERIOD, round);
    await insertReport(sql, { employerId, period, staffId: null, at: FORMED_AT });
    for (const way of Object.keys(rounds)) {
      rounds[way]!.push(await once(way, { url, period, at: FORMED_AT }));
    }
  }
  const file = medianOf(rounds["file"]!);
  const yardstick = medianOf(rounds["yardstick"]!);
  table([
    ["", "ms", "debts/s", "peak MB", "file KB"],
    rowOf("form and freeze", medianOf(rounds["form"]!), debts),
    rowOf("read and write the file", file, debts),
    rowOf("the table of today", medianOf(rounds["today"]!), debts),
    rowOf("first page", medianOf(rounds["page"]!), debts),
    rowOf("a filter's last page", medianOf(rounds["filtered"]!), debts),
    rowOf("plain select, xlsx library", yardstick, debts),
  ]);
  const times = (yardstick.ms / file.ms).toFixed(2);
  const memory = file.peakMb && yardstick.peakMb
    ? `, its peak of memory ${(file.peakMb / yardstick.peakMb).toFixed(2)} of the library's`
    : "";
  console.log(`\nOurs is ${times} times as fast${memory}. Medians of ${ROUNDS} rounds.`);
}

const ONCE = fileURLToPath(new URL("./employer_once.ts", import.meta.url));

async function once(
  way: string,
  { url, period, at }: { url: string; period: LocalDate; at: Instant },
): Promise<Round> {
  const args = ["run", "-A", "--no-check", ONCE, way, url, period, at];
  const { stdout } = await promisify(execFile)(Deno.execPath(), args);
  return JSON.parse(stdout) as Round;
}

function medianOf(rounds: readonly Round[]): Round {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const peaks = rounds.flatMap(({ peakMb }) => (peakMb === null ? [] : [peakMb]));
  return {
    ms: middle(rounds.map(({ ms }) => ms)),
    bytes: middle(rounds.map(({ bytes }) => bytes)),
    peakMb: peaks.length === rounds.length ? middle(peaks) : null,
  };
}

function rowOf(name: string, { ms, bytes, peakMb }: Round, debts: number): string[] {
  return [
    name,
    ms.toFixed(0),
    Math.round(debts / ms * 1000).toString(),
    peakMb === null ? "?" : peakMb.toFixed(0),
    bytes === 0 ? "" : (bytes / 1024).toFixed(0),
  ];
}

/** One employer's people with an unpaid invoice each, a third overdue, one in thirty in recovery. */
async function givenDebts(sql: Sql, debts: number): Promise<number> {
  const [employer] = await sql<{ id: number }[]>`
    insert into employers (name, penalty_rate_bp, recorded_at)
    values ('АО «Завод»', 1200, ${FORMED_AT}) returning id`;
  await sql`
    insert into employer_contacts (employer_id, email, name, named_at)
    values (${employer!.id}, 'hr@zavod.example', 'Мария', ${FORMED_AT})`;
  await sql`insert into programmes (name, kind) values ('Стандарт', 'group')`;
  await sql`
    insert into people (employer_id, personnel_number, surname, name, patronymic, birth_date,
                        recorded_at)
    select ${employer!.id}, lpad(n::text, 6, '0'), 'Образцова' || n, 'Майя', 'Тестовна',
           '1985-11-07', ${FORMED_AT}
    from generate_series(1, ${debts}::int) n`;
  await sql`
    insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                          recorded_at)
    select '7701/' || p.id, p.id, (select id from programmes where kind = 'group'), '2026-01-01',
           '2026-12-31', 2000, ${FORMED_AT}
    from people p`;
  await sql`
    insert into consents (person_id, given_by, kind, policy_id, source, given_at, recorded_at)
    select person_id, person_id, 'franchise_terms', id, 'paper', ${FORMED_AT}, ${FORMED_AT}
    from policies`;
  await sql`
    insert into franchises (policy_id, consent_id, consented_at, consented_on, active_from,
                            calendar_version_id, recorded_at)
    select policy_id, id, given_at, '2026-01-12', '2026-01-13', 1, ${FORMED_AT} from consents`;
  await sql`
    insert into invoices (franchise_id, policy_id, payer_id, employer_id, through, total_kopecks,
                          published_at, published_on, due_on, due_at, calendar_version_id,
                          time_zone, recorded_at)
    select f.id, o.id, o.person_id, ${employer!.id}, '2026-06-30', 10000 + o.id, ${FORMED_AT},
           '2026-07-01', due, due + 1, 1, 'Asia/Yekaterinburg', ${FORMED_AT}
    from franchises f join policies o on o.id = f.policy_id
    cross join lateral (
      select case when o.id % 3 = 0 then date '2026-08-12' else date '2026-10-20' end as due) d`;
  await sql`
    insert into ledger_accounts (kind, invoice_id) select 'receivable', id from invoices`;
  await sql`
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'invoice/' || i.id || '/published', a.id,
           (select id from ledger_accounts where kind = 'income'), i.total_kopecks, ${FORMED_AT},
           ${FORMED_AT}
    from invoices i join ledger_accounts a on a.invoice_id = i.id`;
  await sql`
    insert into recovery_cases (invoice_id, opened_at, contract_rate_bp, recorded_at)
    select id, ${FORMED_AT}, 1200, ${FORMED_AT} from invoices where id % 30 = 0 and due_on < '2026-09-01'`;
  await sql`analyze`;
  return employer!.id;
}
