import type { ComponentChildren } from "preact";
import { Empty } from "../page/empty.tsx";
import { groupedNumber } from "../page/pagination.tsx";
import { type InvoiceView, type Selection, type Shown, viewHref } from "./invoice_selection.ts";

const TITLES: [Shown, string][] = [
  ["all", "Все"],
  ["to_pay", "К\u00a0оплате"],
  ["overdue", "Просрочены"],
];

export interface InvoiceFilterProps {
  view: InvoiceView;
  selection: Pick<Selection<unknown>, "counts" | "years">;
  /** How those are called on which nothing is owed. */
  closed: "Оплаченные" | "Закрытые";
}

/** «К оплате 3 · Просрочены 1 · …», and the years where there are several: links, each with its count. */
export function InvoiceFilter({ view, selection: { counts, years }, closed }: InvoiceFilterProps) {
  const titles: typeof TITLES = [
    ...TITLES,
    ["paid", closed === "Оплаченные" ? "Оплачены" : "Закрыты"],
  ];
  const total = years.reduce((total, { count }) => total + count, 0);
  return (
    <div class="views">
      <nav aria-label="Какие счета показать">
        <ul>
          {titles.map(([show, title]) => (
            <Choice
              key={show}
              href={viewHref({ ...view, show, page: 1 })}
              current={show === view.show}
              count={counts[show]}
            >
              {title}
            </Choice>
          ))}
        </ul>
      </nav>
      {(years.length > 1 || view.year !== null) && (
        <nav aria-label="За какой год">
          <ul>
            <Choice
              href={viewHref({ ...view, year: null, page: 1 })}
              current={view.year === null}
              count={total}
            >
              Все годы
            </Choice>
            {years.map(({ year, count }) => (
              <Choice
                key={year}
                href={viewHref({ ...view, year, page: 1 })}
                current={year === view.year}
                count={count}
              >
                {year}
              </Choice>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}

interface ChoiceProps {
  href: string;
  current: boolean;
  count: number;
  children: ComponentChildren;
}

function Choice({ href, current, count, children }: ChoiceProps) {
  return (
    <li>
      <a href={href} aria-current={current ? "true" : undefined}>
        {children} <span class="muted">{groupedNumber(count)}</span>
      </a>
    </li>
  );
}

/** What is said where a view holds no invoice: why, and where the others are. */
export function NothingShown({ view }: { view: InvoiceView }) {
  const when = view.year === null ? "" : ` за\u00a0${view.year}\u00a0год`;
  return (
    <Empty title={`${EMPTY_TITLES[view.show]}${when}`}>
      <p>{EMPTY_TEXTS[view.show]}</p>
      <a class="link" href={viewHref({ ...view, show: "all", year: null, page: 1 })}>
        Показать все счета
      </a>
    </Empty>
  );
}

const EMPTY_TITLES: Record<Shown, string> = {
  all: "Счетов нет",
  to_pay: "К\u00a0оплате ничего нет",
  overdue: "Просроченных счетов нет",
  paid: "Оплаченных счетов нет",
};

const EMPTY_TEXTS: Record<Shown, string> = {
  all: "Появится новый\u00a0— пришлем СМС.",
  to_pay: "Появится новый счет\u00a0— пришлем СМС.",
  overdue: "Напомним до\u00a0срока: за\u00a0несколько рабочих дней придет СМС.",
  paid: "Счет появится здесь, когда банк подтвердит платеж.",
};
