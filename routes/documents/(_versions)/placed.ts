import { addDays, type LocalDate } from "../../../domain/local_date.ts";

interface Version {
  kind: string;
  version: number;
  effectiveFrom: LocalDate;
}

type Listed<V> = V & {
  /** Where a day stands to it. */
  place: "ahead" | "in_force" | "past";
  /** Its last day; null while no later version is known. */
  until: LocalDate | null;
};

/** A version as it was listed, with the days on which it holds. */
export type Placed = Listed<
  Version & { id: number; title: string; sha256: string }
>;

/**
 * Says of each version whether it is the one in force on `today`: the newest that has begun. A later
 * version ends every earlier one the day before.
 */
export function placed<V extends Version>(versions: readonly V[], today: LocalDate): Listed<V>[] {
  return versions.map((version) => {
    const later = versions.filter(({ kind, version: number }) =>
      kind === version.kind && number > version.version
    );
    const next = later.map(({ effectiveFrom }) => effectiveFrom).sort()[0];
    const until = next === undefined ? null : addDays(next, -1);
    const place = version.effectiveFrom > today
      ? "ahead"
      : until !== null && until < today
      ? "past"
      : "in_force";
    return { ...version, place, until };
  });
}
