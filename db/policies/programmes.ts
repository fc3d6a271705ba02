import type { ProgrammeClinic, ProgrammeContent, ProgrammeItem } from "../../domain/programme.ts";
import { searchableText } from "../../domain/clinic_search.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

export interface ProgrammeRow {
  id: number;
  name: string;
  kind: "group" | "emergency";
}

/** A programme with how much is known of it; an edition's part is null before the first one. */
export interface ProgrammeSummary extends ProgrammeRow {
  items: number;
  clinics: number;
  policies: number;
  setAt: Instant | null;
}

/** Every programme that a roster has named, and the product's own. */
export async function listProgrammes(sql: Sql): Promise<ProgrammeSummary[]> {
  return await sql<ProgrammeSummary[]>`
    select g.id, g.name, g.kind, v.recorded_at as "setAt",
           (select count(*) from programme_items i where i.edition_id = v.id) as items,
           (select count(*) from programme_clinics c where c.edition_id = v.id) as clinics,
           (select count(*) from policies o where o.programme_id = g.id) as policies
    from programmes g
    left join lateral (${latestEdition(sql)}) v on true
    order by g.name`;
}

/** Locks the programme of that name: its editions come one after the other. */
export async function lockProgramme(sql: Sql, name: string): Promise<ProgrammeRow | null> {
  const [row] = await sql<ProgrammeRow[]>`
    select id, name, kind from programmes where name = ${name} for no key update`;
  return row ?? null;
}

/** What the latest edition says; nothing of both before the first one. */
export async function readProgrammeContent(
  sql: Sql,
  programmeId: number,
): Promise<ProgrammeContent> {
  const [row] = await sql<{ items: ProgrammeItem[]; clinics: ProgrammeClinic[] }[]>`
    select ${itemsOfEdition(sql)} as items,
           coalesce((select json_agg(${clinicAsJson(sql)} order by c.position)
                     from programme_clinics c where c.edition_id = v.id), '[]') as clinics
    from programmes g
    left join lateral (${latestEdition(sql)}) v on true
    where g.id = ${programmeId}`;
  if (!row) throw new Error(`There is no programme ${programmeId}`);
  return row;
}

export interface NewEdition {
  programmeId: number;
  fileName: string | null;
  /** As the journal names actors. */
  setBy: string;
  content: ProgrammeContent;
  at: Instant;
}

/** Writes an edition; from then on it is what the programme says. */
export async function insertEdition(sql: Sql, edition: NewEdition): Promise<number> {
  // Spread into literals: sql.json() takes no interfaces.
  const items = edition.content.items.map((item, i) => ({ position: i + 1, ...item }));
  const clinics = edition.content.clinics.map((clinic, i) => ({
    position: i + 1,
    ...clinic,
    care: [...clinic.care],
    words: searchableText([clinic.name, clinic.city, clinic.address, ...clinic.care]),
  }));
  const [row] = await sql<{ id: number }[]>`
    insert into programme_editions (programme_id, file_name, set_by, recorded_at)
    values (${edition.programmeId}, ${edition.fileName}, ${edition.setBy}, ${edition.at})
    returning id`;
  const editionId = row!.id;
  await sql`
    insert into programme_items (edition_id, position, kind, title, detail)
    select ${editionId}, i.position, i.kind, i.title, i.detail
    from jsonb_to_recordset(${sql.json(items)})
      as i (position int, kind text, title text, detail text)`;
  await sql`
    insert into programme_clinics (edition_id, position, name, city, address, phone, hours, care,
                                   site, words)
    select ${editionId}, c.position, c.name, c.city, c.address, c.phone, c.hours, c.care, c.site,
           c.words
    from jsonb_to_recordset(${sql.json(clinics)})
      as c (position int, name text, city text, address text, phone text, hours text, care text[],
            site text, words text)`;
  return editionId;
}

/** Of programme `g`: goes into a lateral join. */
export function latestEdition(sql: Sql) {
  return sql`
    select e.id, e.recorded_at from programme_editions e
    where e.programme_id = g.id order by e.id desc limit 1`;
}

/** What edition `v` says is paid, as a list of `ProgrammeItem`. */
export function itemsOfEdition(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object('kind', i.kind, 'title', i.title,
                                                'detail', i.detail) order by i.position)
              from programme_items i where i.edition_id = v.id), '[]')`;
}

/** Clinic `c` as a `ProgrammeClinic`. */
export function clinicAsJson(sql: Sql) {
  return sql`
    json_build_object('name', c.name, 'city', c.city, 'address', c.address, 'phone', c.phone,
                      'hours', c.hours, 'care', c.care, 'site', c.site)`;
}
