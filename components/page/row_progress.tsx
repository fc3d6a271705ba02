import { plural } from "../../domain/russian.ts";
import { groupedNumber } from "./pagination.tsx";

export interface RowProgressProps {
  /** What is under way, for screen readers. */
  name: string;
  /** All rows up to this one are gone through. */
  reachedRow: number;
  lastRow: number;
}

/** How far a file is gone through, by its own row numbers: a bar with words under it. */
export function RowProgress({ name, reachedRow, lastRow }: RowProgressProps) {
  // Empty rows may stand at the end, so the last one is not always reached.
  const reached = Math.min(reachedRow, lastRow);
  return (
    <div class="row-progress">
      <progress aria-label={name} max={Math.max(lastRow, 1)} value={reached} />
      <p class="small muted">{inWords(reached, lastRow)}</p>
    </div>
  );
}

function inWords(reached: number, last: number): string {
  if (reached === 0) {
    return `Прочитали файл: в нем ${groupedNumber(last)}\u00a0${plural(last, ROWS)}`;
  }
  if (reached === last) return "Прошли все строки, подводим итог";
  return `Дошли до строки\u00a0${groupedNumber(reached)} из\u00a0${groupedNumber(last)}`;
}

const ROWS = ["строка", "строки", "строк"] as const;
