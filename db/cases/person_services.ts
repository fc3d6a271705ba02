import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { HoldReason } from "../../domain/register_line.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";

/** What has become of a person's services and invoices besides their publishing, newest first. */
export interface PersonServices {
  /** Terms that were moved, by a calendar or by staff. */
  dueMoves: { id: number; invoiceId: number; from: LocalDate; to: LocalDate; at: Instant }[];
  /** A clinic's corrections that made an invoice less. */
  corrections: {
    id: number;
    invoiceId: number;
    fileId: number;
    creditedKopecks: Kopecks;
    at: Instant;
  }[];
  /** Lines in no invoice yet: they wait for its day, or staff hold them. */
  unbilled: UnbilledService[];
}

export interface UnbilledService {
  id: number;
  serviceName: string;
  servedOn: LocalDate;
  clinic: string;
  franchiseKopecks: Kopecks;
  fileId: number;
  sheetRow: number;
  /** Null where it waits for nobody but the day of invoices. */
  held: HoldReason | null;
}

/** Of each list the latest. */
const SHOWN = 50;

/** Columns of {@linkcode PersonServices} for the person `p`. */
export function servicesOfPerson(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'id', d.id, 'invoiceId', d.invoice_id, 'from', d.from_on, 'to', d.to_on,
                'at', ${instantJson(sql, "d.moved_at")}) order by d.id desc)
              from (select m.* from due_moves m join invoices i on i.id = m.invoice_id
                    where i.payer_id = p.id order by m.id desc limit ${SHOWN}) d), '[]')
      as "dueMoves",
    coalesce((select json_agg(json_build_object(
                'id', k.id, 'invoiceId', k.invoice_id, 'fileId', k.file_id,
                'creditedKopecks', k.credited_kopecks, 'at', ${instantJson(sql, "k.recorded_at")})
                order by k.id desc)
              from (select * from corrections where payer_id = p.id
                    order by id desc limit ${SHOWN}) k), '[]') as corrections,
    coalesce((select json_agg(json_build_object(
                'id', l.id, 'serviceName', l.service_name, 'servedOn', l.service_date,
                'clinic', c.name, 'franchiseKopecks', l.franchise_kopecks, 'fileId', l.file_id,
                'sheetRow', l.sheet_row, 'held', l.held)
                order by l.service_date desc, l.id desc)
              from (select s.* from policies o
                    join franchises f on f.policy_id = o.id
                    -- By the franchise's index of lines in no invoice: there is none by policy.
                    join service_lines s on s.franchise_id = f.id and s.invoice_id is null
                    where o.person_id = p.id
                      and (s.held is not null or (s.withdrawn is null and not s.covered))
                    order by s.service_date desc, s.id desc limit ${SHOWN}) l
              join clinics c on c.id = l.clinic_id), '[]') as unbilled`;
}
