import type { LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";
import { type CabinetLook, journalledRows } from "../staff/journal.ts";

/** An unpaid invoice that the payer owes for somebody else. */
export interface OwedForOther {
  invoiceId: number;
  insuredId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  owedKopecks: Kopecks;
  dueOn: LocalDate;
  /** An attempt to pay it is undecided. */
  checking: boolean;
}

/**
 * What the viewer owes for others, whom they represent or once did, by due day. A look at those of
 * `journalledElsewhere` is written down by the query that shows the rest of them.
 */
export async function showOwedForOthers(
  sql: Sql,
  look: CabinetLook & { journalledElsewhere: number[] },
): Promise<OwedForOther[]> {
  const { viewerId, journalledElsewhere } = look;
  const rows = sql`
    select i.id as "invoiceId", p.id as "insuredId", p.surname, p.name, p.patronymic,
           p.birth_date as "birthDate", b.owed_kopecks as "owedKopecks", i.due_on as "dueOn",
           exists (select from payment_allocations a where a.invoice_id = i.id and a.open)
             as checking
    from invoices i
    join invoice_balances b on b.invoice_id = i.id
    join policies o on o.id = i.policy_id
    join people p on p.id = o.person_id
    where i.payer_id = ${viewerId} and p.id <> ${viewerId} and b.owed_kopecks > 0`;
  const shown = sql`"insuredId" <> all(${journalledElsewhere}::bigint[])`;
  return await sql<OwedForOther[]>`
    ${journalledRows(sql, rows, { ...look, personColumn: "insuredId", shown })}
    order by "dueOn", "invoiceId"`;
}
