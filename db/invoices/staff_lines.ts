import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Quantity } from "../../domain/quantity.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import {
  correctedLine,
  type CorrectedLineRow,
  restOfLine,
  type RestOfRow,
} from "./invoice_corrections.ts";

/** A line of an invoice as staff see it: with the file and the row that it came by. */
export interface StaffInvoiceLine {
  id: number;
  serviceDate: LocalDate;
  clinic: string;
  serviceCode: string | null;
  serviceName: string;
  quantity: Quantity;
  priceKopecks: Kopecks;
  costKopecks: Kopecks;
  franchiseKopecks: Kopecks;
  fileId: number;
  fileName: string;
  sheetRow: number;
  corrected: CorrectedLineRow | null;
  restOf: RestOfRow | null;
}

/** A clinic's corrected file made the invoice less. */
export interface StaffCorrection {
  id: number;
  fileId: number;
  fileName: string;
  creditedKopecks: Kopecks;
  /** Of it, what had been paid: it goes towards later invoices. */
  aheadKopecks: Kopecks;
  recordedAt: Instant;
}

export interface StaffInvoiceLines {
  lines: StaffInvoiceLine[];
  corrections: StaffCorrection[];
}

/** What an invoice is for and what became of it since, in one query. */
export async function readInvoiceLines(sql: Sql, invoiceId: number): Promise<StaffInvoiceLines> {
  const [row] = await sql<StaffInvoiceLines[]>`
    select
      coalesce((
        select json_agg(json_build_object(
                 'id', s.id, 'serviceDate', s.service_date, 'clinic', k.name,
                 'serviceCode', s.service_code, 'serviceName', s.service_name,
                 'quantity', trim_scale(s.quantity)::text, 'priceKopecks', s.price_kopecks,
                 'costKopecks', s.cost_kopecks, 'franchiseKopecks', s.franchise_kopecks,
                 'fileId', f.id, 'fileName', f.name, 'sheetRow', s.sheet_row,
                 'corrected', ${correctedLine(sql)}, 'restOf', ${restOfLine(sql)})
                 order by s.service_date, s.id)
        from service_lines s
        join clinics k on k.id = s.clinic_id
        join import_files f on f.id = s.file_id
        where s.invoice_id = ${invoiceId}), '[]') as lines,
      coalesce((
        select json_agg(json_build_object(
                 'id', c.id, 'fileId', f.id, 'fileName', f.name,
                 'creditedKopecks', c.credited_kopecks, 'aheadKopecks', c.unallocated_kopecks,
                 'recordedAt', ${instantJson(sql, "c.recorded_at")}) order by c.id)
        from corrections c join import_files f on f.id = c.file_id
        where c.invoice_id = ${invoiceId}), '[]') as corrections`;
  return row!;
}
