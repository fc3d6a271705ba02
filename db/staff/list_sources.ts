import type postgres from "postgres";
import type { Instant } from "../../domain/local_date.ts";
import { registrationsWhere, registrationTables } from "../accounts/registrations_reading.ts";
import { callsWhere, callTables } from "../cases/calls.ts";
import type { Sql } from "../connection.ts";
import { heldTables, heldWhere } from "../imports/held_lines.ts";
import {
  isAtLeast,
  isCode,
  isEmployer,
  isOfFile,
  isWho,
  isWithinDays,
  type ListFilter,
} from "./list_filter.ts";

/** A part of a statement, as ``sql`…` `` makes it. */
type Fragment = postgres.PendingQuery<postgres.Row[]>;

/**
 * Where a list's rows are, by parts of a statement: `rows` and `where` are enough to count them, and
 * join no more than the filter asks.
 */
export interface ListSource {
  rows: Fragment;
  where: Fragment;
  /** What is joined to show the rows, and leaves their number as it is. */
  more: Fragment;
  columns: Fragment;
}

export interface ListWanted {
  list: "calls" | "registrations" | "defaults" | "recovery" | "refused" | "held" | "notices";
  filter: ListFilter;
  now: Instant;
}

export function listSource(sql: Sql, { list, filter, now }: ListWanted): ListSource {
  switch (list) {
    case "calls":
      return {
        rows: callTables(sql),
        where: callsWhere(sql, filter, now),
        more: sql`
          join invoice_balances b on b.invoice_id = i.id
          join people p on p.id = n.person_id
          left join accounts a on a.person_id = p.id
          join employers e on e.id = i.employer_id`,
        columns: sql`
          n.id, ${person(sql)}, coalesce(a.phone, p.phone) as phone, i.id as "invoiceId",
          b.owed_kopecks as "owedKopecks", i.due_on as "dueOn", n.next_try_at as "nextTryAt",
          (select count(*) from call_tries t where t.notice_id = n.id) as tries, n.state, n.detail,
          n.finished_at as "finishedAt"`,
      };
    case "registrations":
      return {
        rows: registrationTables(sql),
        where: registrationsWhere(sql, filter),
        more: sql`
          join employers e on e.id = p.employer_id left join staff s on s.id = r.decided_by`,
        columns: sql`
          r.id, ${person(sql)}, p.birth_date as "birthDate",
          p.personnel_number as "personnelNumber", r.phone, r.email,
          r.confirmed_at as "confirmedAt", case when r.decided_by is not null then r.state end as state,
          r.reason as "decidedFor", s.name as staff, r.decided_at as "decidedAt"`,
      };
    case "defaults":
      return {
        rows: sql`invoices i join invoice_balances b on b.invoice_id = i.id`,
        where: sql`
          i.defaulted_at is not null and b.owed_kopecks > 0
          and ${ofDebt(sql, filter)} and ${isWithinDays(sql, "i.defaulted_at", filter)}`,
        more: whoseDebt(sql),
        columns: sql`${debt(sql)}, i.defaulted_at as "defaultedAt"`,
      };
    case "recovery": {
      const invoice = sql`
        join invoices i on i.id = c.invoice_id join invoice_balances b on b.invoice_id = i.id`;
      const asked = filter.who !== "" || filter.org !== "" || filter.sumFrom !== null;
      return {
        rows: asked ? sql`recovery_cases c ${invoice}` : sql`recovery_cases c`,
        where: sql`
          c.closed_at is null
          and ${ofDebt(sql, filter)} and ${isWithinDays(sql, "c.opened_at", filter)}`,
        more: asked ? whoseDebt(sql) : sql`${invoice} ${whoseDebt(sql)}`,
        columns: sql`${debt(sql)}, c.opened_at as "openedAt"`,
      };
    }
    case "refused": {
      const file = sql`join import_files f on f.id = r.file_id`;
      const asked = filter.kind !== "" || filter.org !== "";
      return {
        rows: asked ? sql`refused_rows r ${file}` : sql`refused_rows r`,
        // What a file of mended rows brought again in vain is mended in its own file, and stands there.
        where: sql`
          r.accepted_at is null and r.mends_row is null and ${isCode(sql, "f.kind", filter.kind)}
          and ${isCode(sql, "r.reason", filter.reason)} and ${isSender(sql, filter)}
          and ${isOfFile(sql, "r.file_id", filter)} and ${
          isWithinDays(sql, "r.refused_at", filter)
        }`,
        more: sql`
          ${asked ? sql`` : file}
          left join clinics c on c.id = f.clinic_id left join employers e on e.id = f.employer_id`,
        columns: sql`
          r.id, null::bigint as "personId", coalesce(c.name, e.name) as org, f.id as "fileId",
          f.name as file, f.kind, r.sheet_row as "sheetRow", r.reason,
          r.refused_at as "refusedAt"`,
      };
    }
    case "held":
      return {
        rows: heldTables(sql),
        where: heldWhere(sql, filter),
        more: sql`
          join policies o on o.id = l.policy_id
          join people p on p.id = o.person_id
          join clinics e on e.id = l.clinic_id
          left join staff s on s.id = d.staff_id`,
        columns: sql`
          l.id, ${person(sql)}, l.file_id as "fileId", l.sheet_row as "sheetRow",
          l.service_date as "serviceDate", l.franchise_kopecks as "franchiseKopecks",
          coalesce(d.held, l.held) as reason, l.recorded_at as "recordedAt", d.decision,
          d.reason as "decidedFor", s.name as staff, d.decided_at as "decidedAt"`,
      };
    case "notices": {
      const whose = sql`join people p on p.id = n.person_id`;
      const asked = filter.org !== "";
      return {
        rows: asked ? sql`notices n ${whose}` : sql`notices n`,
        where: sql`
          n.channel <> 'call' and n.state in ('failed', 'unknown') and n.finished_at is not null
          and ${isWho(sql, "n.person_id", filter)} and ${isEmployer(sql, "p.employer_id", filter)}
          and ${isCode(sql, "n.channel", filter.channel)}
          and ${isCode(sql, "n.state", filter.state)}
          and ${isCode(sql, "n.detail", filter.reason)}
          and ${isWithinDays(sql, "n.finished_at", filter)}`,
        more: sql`${asked ? sql`` : whose} join employers e on e.id = p.employer_id`,
        columns: sql`
          n.id, ${person(sql)}, n.channel, n.template, n.state, n.detail,
          n.invoice_id as "invoiceId", n.finished_at as "finishedAt"`,
      };
    }
  }
}

/** Of the person `p` and the organisation `e`. */
function person(sql: Sql) {
  return sql`
    p.id as "personId", concat_ws(' ', p.surname, p.name, p.patronymic) as who, e.name as org`;
}

function debt(sql: Sql) {
  return sql`
    i.id, ${person(sql)}, i.id as "invoiceId", i.due_on as "dueOn",
    i.total_kopecks as "totalKopecks", b.owed_kopecks as "owedKopecks"`;
}

function whoseDebt(sql: Sql) {
  return sql`join people p on p.id = i.payer_id join employers e on e.id = i.employer_id`;
}

function ofDebt(sql: Sql, filter: ListFilter) {
  return sql`
    ${isWho(sql, "i.payer_id", filter)} and ${isEmployer(sql, "i.employer_id", filter)}
    and ${isAtLeast(sql, "b.owed_kopecks", filter)}`;
}

function isSender(sql: Sql, { org }: ListFilter) {
  return org === "" ? sql`true` : sql`(
    f.clinic_id = (select id from clinics where name = ${org})
    or f.employer_id = (select id from employers where name = ${org}))`;
}
