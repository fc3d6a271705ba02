import type { ImportPreview, LineChange } from "../../domain/import_preview.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { HoldReason, MarkReason } from "../../domain/register_line.ts";
import type { Sql } from "../connection.ts";
import type { ImportProgress } from "./import_progress.ts";
import type { ImportKind, ImportState, StoredCell } from "./imports.ts";
import { firstLineChanges } from "./preview_rows.ts";

/** A file as the staff's list shows it. */
export interface ImportSummary {
  id: number;
  kind: ImportKind;
  name: string;
  /** The clinic or the employer; null where the file has neither. */
  sender: string | null;
  /** Nobody is known by that name: loading the file makes the clinic or the employer. */
  senderIsNew: boolean;
  /** Loading it made its clinic or employer. */
  madeSender: boolean;
  /** Who uploaded it; null for the command line. */
  uploadedBy: string | null;
  asOf: LocalDate;
  state: ImportState;
  problem: string | null;
  accepted: number;
  refused: number;
  held: number;
  unchanged: number;
  /** Held lines that staff said no to. */
  refusedByStaff: number;
  /** The columns' names as the file has them; null where the file was checked before they were kept. */
  header: StoredCell[] | null;
  /** The file in whose place it came, or is to come once loaded, and the one that came in its own. */
  replacesId: number | null;
  replacedById: number | null;
  /** The file whose refused rows it brings again, or is to. */
  mendsId: number | null;
  /** Since when it waits for staff to load it or to leave it; null where it does not. */
  previewAskedAt: Instant | null;
  /** What loading it would change; null where that was not asked, or is being counted. */
  preview: ImportPreview | null;
  /** Staff said yes to an earlier preview, and another file was loaded meanwhile. */
  countedAgain: boolean;
  /** How far the import, or the preview that is being counted, is or was; null before it begins. */
  progress: ImportProgress | null;
  receivedAt: Instant;
  finishedAt: Instant | null;
}

/** The files that came last. */
export async function listImports(sql: Sql, limit: number): Promise<ImportSummary[]> {
  return await sql<ImportSummary[]>`
    select ${summaryColumns(sql)}
    from import_files f
    left join clinics c on c.id = f.clinic_id
    left join employers e on e.id = f.employer_id
    left join staff s on s.id = f.uploaded_by
    left join import_progress g on g.file_id = f.id
      and g.work = case when f.preview_asked_at is null then 'import' else 'preview' end
    order by f.received_at desc, f.id desc
    limit ${limit}`;
}

export async function readImportSummary(
  sql: Sql,
  fileId: number,
): Promise<ImportSummary | null> {
  const [row] = await sql<ImportSummary[]>`
    select ${summaryColumns(sql)}
    from import_files f
    left join clinics c on c.id = f.clinic_id
    left join employers e on e.id = f.employer_id
    left join staff s on s.id = f.uploaded_by
    left join import_progress g on g.file_id = f.id
      and g.work = case when f.preview_asked_at is null then 'import' else 'preview' end
    where f.id = ${fileId}`;
  return row ?? null;
}

function summaryColumns(sql: Sql) {
  return sql`
    f.id, f.kind, f.name, coalesce(c.name, e.name, f.sender_name) as sender,
    f.sender_name is not null as "senderIsNew", f.made_sender as "madeSender", s.name as "uploadedBy",
    f.as_of as "asOf", f.state, f.problem, f.accepted, f.refused, f.held, f.unchanged,
    f.refused_by_staff as "refusedByStaff", f.header,
    coalesce(f.replaces_id, f.asked_replaces_id) as "replacesId",
    coalesce(f.mends_id, f.asked_mends_id) as "mendsId", f.preview_asked_at as "previewAskedAt", case when f.preview_asked_at is not null then f.preview
    end as preview, f.preview_agreed_by is not null as "countedAgain",
    (select id from import_files b where b.replaces_id = f.id
       and b.state not in ('unreadable', 'discarded'))
      as "replacedById",
    case when g.last_row > 0
      then jsonb_build_object('reachedRow', g.reached_row, 'lastRow', g.last_row)
    end as progress,
    f.received_at as "receivedAt", f.finished_at as "finishedAt"`;
}

/** How many rows stand refused for one reason. */
export interface RefusalCount {
  reason: string;
  /** A name that belongs to it; null where there is none. */
  detail: string | null;
  rows: number;
}

export async function countRefusals(sql: Sql, fileId: number): Promise<RefusalCount[]> {
  return await sql<RefusalCount[]>`
    select reason, detail, count(*) as rows from refused_rows
    where file_id = ${fileId} and accepted_at is null
    group by reason, detail order by count(*) desc, reason, detail`;
}

export interface RefusalRow {
  sheetRow: number;
  cells: StoredCell[];
  reason: string;
  detail: string | null;
  /** Of a file of mended rows: which row of the mended file it brings again. */
  mendsRow: number | null;
  refusedAt: Instant;
  /** Set where a later check let the row in. */
  acceptedAt: Instant | null;
}

/** Rows that stand refused, in the sheet's order; of one reason or of all. */
export async function listRefusals(
  sql: Sql,
  key: { fileId: number; reason: string | null; offset: number; limit: number },
): Promise<RefusalRow[]> {
  return await sql<RefusalRow[]>`
    select sheet_row as "sheetRow", cells, reason, detail, mends_row as "mendsRow",
           refused_at as "refusedAt", accepted_at as "acceptedAt"
    from refused_rows
    where file_id = ${key.fileId} and accepted_at is null
      and (${key.reason}::text is null or reason = ${key.reason})
    order by sheet_row offset ${key.offset} limit ${key.limit}`;
}

/** Rows that were refused and that a later check let in, the latest first. */
export async function listAcceptedLater(
  sql: Sql,
  fileId: number,
  limit: number,
): Promise<RefusalRow[]> {
  return await sql<RefusalRow[]>`
    select sheet_row as "sheetRow", cells, reason, detail, mends_row as "mendsRow",
           refused_at as "refusedAt", accepted_at as "acceptedAt"
    from refused_rows
    where file_id = ${fileId} and accepted_at is not null
    order by accepted_at desc, sheet_row limit ${limit}`;
}

/** Whether any refused row was let in since then: a check of refused rows changes nothing else. */
export async function hasChangedSince(sql: Sql, fileId: number, since: Instant): Promise<boolean> {
  const [row] = await sql<{ changed: boolean }[]>`
    select exists (
      select from refused_rows
      where file_id = ${fileId} and accepted_at >= ${since}
    ) as changed`;
  return row!.changed;
}

/** Totals of a correction with its first lines. */
export interface CorrectionView extends CorrectionTotals {
  changes: LineChange[];
}

/** What a corrected file did to lines and invoices of the replaced ones. */
export interface CorrectionTotals {
  changed: number;
  gone: number;
  /** Invoices that came down. */
  invoices: number;
  creditedKopecks: Kopecks;
  /** Charged lines that became dearer: the next invoices take the rest. */
  restKopecks: Kopecks;
}

export async function readCorrectionTotals(sql: Sql, fileId: number): Promise<CorrectionTotals> {
  const [row] = await sql<CorrectionTotals[]>`${selectTotals(sql, fileId)}`;
  return row!;
}

/** The totals, and up to `limit` lines. */
export async function readCorrection(
  sql: Sql,
  fileId: number,
  limit: number,
): Promise<CorrectionView> {
  const [row] = await sql<CorrectionView[]>`
    select t.*, c.changes
    from (${selectTotals(sql, fileId)}) t, (${firstLineChanges(sql, fileId, { limit })}) c`;
  return row!;
}

function selectTotals(sql: Sql, fileId: number) {
  return sql`
    select w.changed, w.gone, c.invoices, c.credited as "creditedKopecks",
           r.rest as "restKopecks"
    from (select count(*) filter (where withdrawn = 'changed') as changed,
                 count(*) filter (where withdrawn = 'gone') as gone
          from service_lines where withdrawn_by_id = ${fileId}) w,
         (select count(distinct invoice_id) as invoices,
                 coalesce(sum(credited_kopecks), 0)::bigint as credited
          from corrections where file_id = ${fileId}) c,
         (select coalesce(sum(franchise_kopecks), 0)::bigint as rest
          from service_lines
          where file_id = ${fileId} and full_franchise_kopecks is not null) r`;
}

/** A line that staff are shown: held, refused by one of them, or accepted with a mark. */
export interface NotedLine {
  sheetRow: number;
  personId: number;
  policyNumber: string;
  surname: string;
  name: string;
  patronymic: string | null;
  serviceDate: LocalDate;
  serviceName: string;
  costKopecks: Kopecks;
  held: HoldReason | null;
  marked: MarkReason | null;
  /** Who of the staff said no to it, and why. */
  refusedBy: { staff: string; reason: string } | null;
}

export async function listNotedLines(
  sql: Sql,
  fileId: number,
  limit: number,
): Promise<NotedLine[]> {
  return await sql<NotedLine[]>`
    select l.sheet_row as "sheetRow", p.id as "personId", o.number as "policyNumber", p.surname, p.name, p.patronymic,
           l.service_date as "serviceDate", l.service_name as "serviceName",
           l.cost_kopecks as "costKopecks", l.held, l.marked,
           case when l.withdrawn = 'refused_by_staff'
             then json_build_object('staff', s.name, 'reason', d.reason) end as "refusedBy"
    from service_lines l
    join policies o on o.id = l.policy_id
    join people p on p.id = o.person_id
    left join held_decisions d on d.line_id = l.id
    left join staff s on s.id = d.staff_id
    where l.file_id = ${fileId} and num_nonnulls(l.held, l.marked) > 0
      and (l.withdrawn is null or l.withdrawn = 'refused_by_staff')
    order by l.sheet_row limit ${limit}`;
}

/** Names that staff may pick from when they upload a file. */
export async function listSenders(
  sql: Sql,
): Promise<{ clinics: string[]; employers: string[] }> {
  const rows = await sql<{ kind: "clinic" | "employer"; name: string }[]>`
    select 'clinic' as kind, name from clinics
    union all select 'employer', name from employers
    order by name`;
  const namesOf = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => row.name);
  return { clinics: namesOf("clinic"), employers: namesOf("employer") };
}
