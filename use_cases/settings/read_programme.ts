import type { Sql } from "../../db/connection.ts";
import {
  listProgrammes,
  type ProgrammeSummary,
  readProgrammeContent,
} from "../../db/policies/programmes.ts";
import {
  CLINICS_ON_A_PAGE,
  type ClinicSearch,
  searchableText,
  searchStems,
} from "../../domain/clinic_search.ts";
import type { ProgrammeClinic, ProgrammeItem } from "../../domain/programme.ts";

/** A city, or a kind of care, with how many of the programme's clinics have it. */
interface Choice {
  value: string;
  count: number;
}

/** A programme as staff look at it: what it pays for, and the clinics that a search finds. */
export interface ProgrammeView {
  programme: ProgrammeSummary;
  items: readonly ProgrammeItem[];
  clinicCount: number;
  /** What is chosen among them: a city or care that the programme lacks chooses nothing. */
  search: ClinicSearch;
  /** Those of most clinics first. */
  cities: Choice[];
  care: Choice[];
  foundCount: number;
  /** One page of them, in the file's order. */
  found: ProgrammeClinic[];
}

/** The latest version of a programme; null where there is none of that id. */
export async function readProgramme(
  sql: Sql,
  { programmeId, search: asked }: { programmeId: number; search: ClinicSearch },
): Promise<ProgrammeView | null> {
  const programme = (await listProgrammes(sql)).find(({ id }) => id === programmeId);
  if (!programme) return null;
  const { items, clinics } = await readProgrammeContent(sql, programmeId);
  const cities = choicesOf(clinics.map(({ city }) => city));
  const care = choicesOf(clinics.flatMap(({ care }) => [...new Set(care)]));
  const known = (choices: Choice[], wanted: string | null) =>
    choices.find(({ value }) => value === wanted)?.value ?? null;
  const search = { ...asked, city: known(cities, asked.city), care: known(care, asked.care) };
  const found = searchClinics(clinics, search);
  const first = (search.page - 1) * CLINICS_ON_A_PAGE;
  return {
    programme,
    items,
    clinicCount: clinics.length,
    search,
    cities,
    care,
    foundCount: found.length,
    found: found.slice(first, first + CLINICS_ON_A_PAGE),
  };
}

/** As the cabinet searches: every word begins some word of the clinic. */
function searchClinics(
  clinics: readonly ProgrammeClinic[],
  { words, city, care }: ClinicSearch,
): ProgrammeClinic[] {
  const stems = searchStems(words).map((stem) => ` ${stem}`);
  return clinics.filter((clinic) => {
    if (city !== null && clinic.city !== city) return false;
    if (care !== null && !clinic.care.includes(care)) return false;
    const text = searchableText([clinic.name, clinic.city, clinic.address, ...clinic.care]);
    return stems.every((stem) => text.includes(stem));
  });
}

function choicesOf(values: readonly string[]): Choice[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value, "ru"));
}
