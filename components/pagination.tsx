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
        {total === 0 ? "0" : `${grouped(from)}–${grouped(to)}`} из {grouped(total)}
      </span>
      {previousHref && <a class="link" rel="prev" href={previousHref}>Предыдущие</a>}
      {nextHref && <a class="link" rel="next" href={nextHref}>Следующие</a>}
    </nav>
  );
}

function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}
