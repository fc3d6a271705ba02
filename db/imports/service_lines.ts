import type { ConsentGap, EmergencySpell } from "../../domain/franchise.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type {
  HoldReason,
  MarkReason,
  PolicyRecord,
  RegisterLine,
} from "../../domain/register_line.ts";
import { gapsOfFranchise } from "../accounts/withdrawals.ts";
import type { Sql } from "../connection.ts";

/** A policy as a register's rows are judged by. */
export interface InsuredPolicy {
  policyId: number;
  franchiseId: number | null;
  record: PolicyRecord;
}

/** The policies of these numbers, by number; unknown ones are left out. */
export async function insuredPolicies(
  sql: Sql,
  numbers: string[],
): Promise<Map<string, InsuredPolicy>> {
  const policies = await sql<InsuredPolicyRow[]>`
    select p.id, p.number, h.surname, h.name, h.patronymic, p.starts_on, p.ends_on,
           p.franchise_rate_bp, f.id as franchise_id, f.active_from,
           ${gapsOfFranchise(sql)} as consent_gaps
    from policies p
    join people h on h.id = p.person_id
    left join franchises f on f.policy_id = p.id
    where p.number = any(${numbers}::text[])`;
  const spells = await sql<{ policy_id: number; starts_on: LocalDate; until: LocalDate | null }[]>`
    select policy_id, starts_on, until from emergency_spells
    where policy_id = any(${policies.map((row) => row.id)}::bigint[])`;
  const spellsOf = (policyId: number) =>
    spells.filter((spell) => spell.policy_id === policyId)
      .map((spell): EmergencySpell => ({ from: spell.starts_on, until: spell.until }));
  return new Map(policies.map((row) => [row.number, {
    policyId: row.id,
    franchiseId: row.franchise_id,
    record: {
      surname: row.surname,
      name: row.name,
      patronymic: row.patronymic,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      activeFrom: row.active_from,
      rateBasisPoints: row.franchise_rate_bp,
      emergencySpells: spellsOf(row.id),
      consentGaps: row.consent_gaps,
    },
  }]));
}

interface InsuredPolicyRow {
  id: number;
  number: string;
  surname: string;
  name: string;
  patronymic: string | null;
  starts_on: LocalDate;
  ends_on: LocalDate;
  franchise_rate_bp: number;
  franchise_id: number | null;
  active_from: LocalDate | null;
  consent_gaps: ConsentGap[];
}

/** The sheet rows of a file that stand as lines already. */
export async function standingRows(
  sql: Sql,
  fileId: number,
  sheetRows: number[],
): Promise<Set<number>> {
  const rows = await sql<{ sheet_row: number }[]>`
    select sheet_row from service_lines
    where file_id = ${fileId} and sheet_row = any(${sheetRows}::int[])`;
  return new Set(rows.map((row) => row.sheet_row));
}

/** Which of these services the clinic's files have already, each with those files. */
export async function filesWithServices(
  sql: Sql,
  clinicId: number,
  fingerprints: string[],
): Promise<Map<string, Set<number>>> {
  const rows = await sql<{ fingerprint: string; file_id: number }[]>`
    select distinct fingerprint, file_id from service_lines
    where clinic_id = ${clinicId} and fingerprint = any(${fingerprints}::text[])
      and withdrawn is null`;
  const files = new Map<string, Set<number>>();
  for (const { fingerprint, file_id } of rows) {
    files.set(fingerprint, (files.get(fingerprint) ?? new Set()).add(file_id));
  }
  return files;
}

/** Which of these services any of the clinics has. */
export async function servicesOfClinics(
  sql: Sql,
  clinicIds: number[],
  fingerprints: string[],
): Promise<Set<string>> {
  if (clinicIds.length === 0) return new Set();
  const rows = await sql<{ fingerprint: string }[]>`
    select distinct fingerprint from service_lines
    where fingerprint = any(${fingerprints}::text[]) and clinic_id = any(${clinicIds}::bigint[])
      and withdrawn is null`;
  return new Set(rows.map((row) => row.fingerprint));
}

export interface NewServiceLine {
  sheetRow: number;
  policyId: number;
  franchiseId: number;
  line: RegisterLine;
  /** Of a service that was charged in part: all of it, while `line` holds the rest. */
  full: { cost: Kopecks; franchise: Kopecks } | null;
  /** Earlier invoices have charged all of it. */
  covered: boolean;
  /** The line of an earlier file in whose place it stands. */
  correctsId: number | null;
  /** SHA-256 of the service; the service itself is a medical secret. */
  fingerprint: string;
  marked: MarkReason | null;
  held: HoldReason | null;
}

export interface LinesOfFile {
  fileId: number;
  clinicId: number;
  lines: NewServiceLine[];
  at: Instant;
}

/** Writes a file's lines column by column: of a value a line Postgres takes four times as long. */
export async function insertServiceLines(sql: Sql, file: LinesOfFile): Promise<void> {
  const { lines } = file;
  if (lines.length === 0) return;
  const column = <T extends string | number>(of: (line: NewServiceLine) => T | null) =>
    lines.map(of) as T[];
  await sql`
    insert into service_lines
      (file_id, clinic_id, recorded_at, sheet_row, row_number, policy_id, franchise_id,
       service_date, service_code, service_name, quantity, price_kopecks, cost_kopecks, rate_bp,
       franchise_kopecks, full_cost_kopecks, full_franchise_kopecks, covered, corrects_id,
       fingerprint, marked, held)
    select ${file.fileId}, ${file.clinicId}, ${file.at}, l.* from unnest(
      ${column((line) => line.sheetRow)}::int[],
      ${column(({ line }) => line.rowNumber)}::text[],
      ${column((line) => line.policyId)}::bigint[],
      ${column((line) => line.franchiseId)}::bigint[],
      ${column(({ line }) => line.serviceDate)}::date[],
      ${column(({ line }) => line.code)}::text[],
      ${column(({ line }) => line.service)}::text[],
      ${column(({ line }) => line.quantity)}::numeric[],
      ${column(({ line }) => line.price)}::bigint[],
      ${column(({ line }) => line.cost)}::bigint[],
      ${column(({ line }) => line.rateBasisPoints)}::int[],
      ${column(({ line }) => line.franchise)}::bigint[],
      ${column((line) => line.full?.cost ?? null)}::bigint[],
      ${column((line) => line.full?.franchise ?? null)}::bigint[],
      ${column((line) => String(line.covered))}::text[]::boolean[],
      ${column((line) => line.correctsId)}::bigint[],
      ${column((line) => line.fingerprint)}::text[],
      ${column((line) => line.marked)}::text[],
      ${column((line) => line.held)}::text[]) l`;
}

/** What of a file stands: lines accepted or held, whether invoiced or not. */
export interface StandingLines {
  accepted: number;
  marked: number;
  held: { sheetRow: number; reason: HoldReason }[];
  /** The insured's part of the accepted lines, by policy number. */
  franchiseByPolicy: Map<string, Kopecks>;
}

/** @param without lines that would be taken back */
export async function standingLines(
  sql: Sql,
  fileId: number,
  without: readonly number[] = [],
): Promise<StandingLines> {
  const byPolicy = await sql<
    { number: string; lines: number; marked: number; kopecks: Kopecks }[]
  >`
    select p.number, count(*) as lines, count(l.marked) as marked,
           sum(coalesce(l.full_franchise_kopecks, l.franchise_kopecks))::bigint as kopecks
    from service_lines l join policies p on p.id = l.policy_id
    where l.file_id = ${fileId} and l.held is null and l.withdrawn is null
      and l.id <> all(${without as number[]}::bigint[])
    group by p.number order by p.number collate "C"`;
  const held = await sql<{ sheet_row: number; held: HoldReason }[]>`
    select sheet_row, held from service_lines
    where file_id = ${fileId} and held is not null and withdrawn is null
      and id <> all(${without as number[]}::bigint[])
    order by sheet_row`;
  return {
    accepted: byPolicy.reduce((lines, row) => lines + row.lines, 0),
    marked: byPolicy.reduce((lines, row) => lines + row.marked, 0),
    held: held.map((row) => ({ sheetRow: row.sheet_row, reason: row.held })),
    franchiseByPolicy: new Map(byPolicy.map((row) => [row.number, row.kopecks])),
  };
}
