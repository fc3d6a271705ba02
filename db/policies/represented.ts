import type { LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/** Whom the roster gives this representative. */
export interface RepresentedPerson {
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  birthDate: LocalDate;
  representativeId: number;
  ward: boolean;
  timeZone: string;
}

/**
 * The people whom the roster lets person `p` represent, of any age, the eldest first, as JSON: the
 * session brings them, so that no page of a representative asks for them anew.
 */
export function representedBy(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'personId', c.id, 'surname', c.surname, 'name', c.name,
                'patronymic', c.patronymic, 'birthDate', c.birth_date,
                'representativeId', c.representative_id, 'ward', c.ward,
                'timeZone', z.time_zone) order by c.birth_date, c.id)
              from people c join employers z on z.id = c.employer_id
              where c.representative_id = p.id), '[]')`;
}
