export interface PaginationProps {
  /** Row numbers shown, from 1. */
  from: number;
  to: number;
  total: number;
  previousHref: string | null;
  nextHref: string | null;
}

/** «1–50 из 1 284» */
export function Pagination({ from, to, total, previousHref, nextHref }: PaginationProps) {
  return (
    <nav class="pages" aria-label="Страницы списка">
      <span class="nb">
        {total === 0 ? "0" : `${groupedNumber(from)}–${groupedNumber(to)}`} из{" "}
        {groupedNumber(total)}
      </span>
      {previousHref && <a class="link" rel="prev" href={previousHref}>Предыдущие</a>}
      {nextHref && <a class="link" rel="next" href={nextHref}>Следующие</a>}
    </nav>
  );
}

/** `1 284` with no-break spaces. */
export function groupedNumber(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}
