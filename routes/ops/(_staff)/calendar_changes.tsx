import type { YearChange } from "../../../domain/calendar_changes.ts";
import type { LocalDate } from "../../../domain/local_date.ts";
import { dayAndMonth, shortWeekday } from "../../../domain/russian.ts";

type Regions = Readonly<Record<string, { readonly name: string }>>;

/** Which days a version turns, year by year. */
export function CalendarChanges(
  { changes, regions }: { changes: readonly YearChange[]; regions: Regions },
) {
  if (changes.length === 0) return <p>Рабочие и нерабочие дни прежние.</p>;
  return (
    <ul class="plain-list">
      {changes.map(({ year, region, decided, nowOff, nowWorking }) => (
        <li key={`${year} ${region}`}>
          <b>{yearTitle({ year, region }, regions)}:</b> {[
            ...(decided ? [region === null ? "есть постановление" : "праздники записаны"] : []),
            ...(nowOff.length > 0 ? [`нерабочие — ${dates(nowOff)}`] : []),
            ...(nowWorking.length > 0 ? [`рабочие — ${dates(nowWorking)}`] : []),
          ].join("; ")}
        </li>
      ))}
    </ul>
  );
}

/** «2027 год, Республика Башкортостан» */
export function yearTitle(
  { year, region }: { year: number; region: string | null },
  regions: Regions,
): string {
  return `${year}\u00a0год, ${region === null ? "вся Россия" : regions[region]?.name ?? region}`;
}

function dates(days: readonly LocalDate[]): string {
  return days.map((day) => `${dayAndMonth(day)} (${shortWeekday(day)})`.replaceAll(" ", "\u00a0"))
    .join(", ");
}
