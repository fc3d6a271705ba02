import type { CalendarData } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";
import type { LegalDocument } from "../documents.ts";

/** What a consent to the franchise rests on. */
export interface ActivationGrounds {
  /** The newest version of the working-day calendar. */
  calendar: CalendarData;
  /** The newest version of the terms in force on the day; null before the first one. */
  terms: LegalDocument | null;
}

/** Both in one query: a page asks for no more than three. */
export async function activationGrounds(sql: Sql, on: LocalDate): Promise<ActivationGrounds> {
  const [row] = await sql<ActivationGrounds[]>`
    select calendar.content as calendar, to_jsonb(terms) as terms
    from (select content from calendar_versions order by id desc limit 1) calendar
    left join (
      select id, kind, version, title, body, sha256, effective_from as "effectiveFrom"
      from documents where kind = 'franchise_terms' and effective_from <= ${on}
      order by version desc limit 1
    ) terms on true`;
  if (!row) throw new Error("The database has no working-day calendar: run the migrations");
  return row;
}
