/** One round of one way, in a process of its own, so that its peak of memory is its own too. */
import { readFileSync } from "node:fs";
import * as xlsx from "xlsx";
import { connect, type Sql } from "../../db/connection.ts";
import { fixedClock } from "../../clock.ts";
import { type Instant, type LocalDate, localDateOf, utcMidnight } from "../../domain/local_date.ts";
import { formEmployerReport } from "../../use_cases/employers/form_employer_report.ts";
import {
  currentFile,
  openReport,
  reportFile,
} from "../../use_cases/employers/read_employer_reports.ts";

const [way, url = "", period = "", at = ""] = Deno.args;

/** What a round has taken. */
export interface Round {
  ms: number;
  bytes: number;
  /** Null where the system does not tell. */
  peakMb: number | null;
}

const WAYS: Record<string, (sql: Sql) => Promise<number>> = {
  async form(sql) {
    const [report] = await sql<{ id: number }[]>`
      select id from employer_reports where period = ${period}`;
    await formEmployerReport(sql, { reportId: report!.id, at: at as Instant });
    return 0;
  },

  async file(sql) {
    const file = await reportFile(sql, fixedClock(at as Instant), await lookOf(sql));
    return file!.content.length;
  },

  async today(sql) {
    const look = { ...ALL, ...await lookOf(sql), timeZone: "Asia/Yekaterinburg" };
    return (await currentFile(sql, fixedClock(at as Instant), look))!.content.length;
  },

  /** The first page, as it opens: all debts, by name. */
  async page(sql) {
    const look = { ...ALL, ...await lookOf(sql), offset: 0, limit: 50, markedAt: null };
    return (await openReport(sql, fixedClock(at as Instant), look))!.lines.length;
  },

  /** The last page of what a filter finds, the largest debts first. */
  async filtered(sql) {
    const filter = { query: "образцова", state: "late", mark: "none" } as const;
    const of = { ...ALL, ...await lookOf(sql), filter, order: "owed" } as const;
    const look = { ...of, offset: 3350, limit: 50, markedAt: null };
    return (await openReport(sql, fixedClock(at as Instant), look))!.lines.length;
  },

  /** A plain select of the same rows, and the same columns by the library. */
  async yardstick(sql) {
    const rows = await sql`
      select l.personnel_number, concat_ws(' ', l.surname, l.name, l.patronymic) as name,
             l.invoice_id, l.published_on, l.total_kopecks, l.owed_kopecks, l.due_on,
             l.days_overdue, l.working_days_left, l.state, l.penalty_kopecks
      from employer_report_lines l join employer_reports r on r.id = l.report_id
      where r.period = ${period} order by l.place`;
    const date = (v: LocalDate) => ({
      t: "n",
      v: utcMidnight(v) / 86_400_000 + 25_569,
      z: "dd.mm.yyyy",
    });
    const money = (v: number) => ({ t: "n", v: v / 100, z: "#,##0.00" });
    const sheet = xlsx.utils.aoa_to_sheet(rows.map((row) => [
      row["personnel_number"],
      row["name"],
      row["invoice_id"],
      date(row["published_on"]),
      money(row["total_kopecks"]),
      money(row["total_kopecks"] - row["owed_kopecks"]),
      money(row["owed_kopecks"]),
      date(row["due_on"]),
      row["days_overdue"],
      row["working_days_left"],
      row["state"],
      row["penalty_kopecks"] === null ? null : money(row["penalty_kopecks"]),
    ]));
    const book = xlsx.utils.book_new();
    xlsx.utils.book_append_sheet(book, sheet, "Долги");
    const options = { type: "array", bookType: "xlsx", compression: true } as const;
    return (xlsx.write(book, options) as ArrayBuffer).byteLength;
  },
};

const ALL = {
  filter: { query: "", state: "", mark: "" },
  order: "name",
  today: localDateOf(at as Instant, "Asia/Yekaterinburg"),
} as const;

async function lookOf(sql: Sql) {
  const [contact] = await sql<{ id: number; employerId: number }[]>`
    select id, employer_id as "employerId" from employer_contacts`;
  const { id: contactId, employerId } = contact!;
  return { period: period as LocalDate, actor: { contactId, employerId, ip: "192.0.2.1" } };
}

const sql = connect(url, { max: 1, applicationName: "bench" });
await sql`select 1`;
const started = performance.now();
const bytes = await WAYS[way!]!(sql);
const round: Round = { ms: performance.now() - started, bytes, peakMb: peakMb() };
console.log(JSON.stringify(round));
await sql.end({ timeout: 5 });

function peakMb(): number | null {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}
