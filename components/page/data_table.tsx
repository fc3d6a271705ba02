import type { ComponentChildren } from "preact";
import { groupedNumber } from "./pagination.tsx";
import { Sign } from "./sign.tsx";

export interface Column<Row> {
  key: string;
  title: string;
  /** Sums and counts: tabular, to the right. */
  align?: "start" | "num";
  /** Makes the title a link that sorts; `sorted` says how it is sorted now. */
  sortHref?: string;
  sorted?: "ascending" | "descending";
  cell: (row: Row) => ComponentChildren;
}

export interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Shown in place of the table: says what will make rows appear. */
  empty: ComponentChildren;
}

/** The staff's list: scrolls inside itself, its head stays. The first column names the row. */
export function DataTable<Row>({ caption, columns, rows, rowKey, empty }: DataTableProps<Row>) {
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div class="region" role="region" aria-label={`${caption}, таблица`} tabindex={0}>
      <table class="table">
        <caption class="vh">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={column.align === "num" ? "num" : undefined}
                aria-sort={column.sorted}
              >
                {column.sortHref
                  ? (
                    <a class="sort" href={column.sortHref}>
                      {column.title}
                      {column.sorted && (
                        <Sign kind={column.sorted === "ascending" ? "up" : "down"} />
                      )}
                    </a>
                  )
                  : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} class={column.align === "num" ? "num" : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** «Принято 1 240 · Отказано 12 · Без изменений 31»: what an import or a batch came to. */
export function Tally({ items }: { items: readonly { title: string; count: number }[] }) {
  return (
    <dl class="tally">
      {items.map((item) => (
        <div key={item.title}>
          <dt>{item.title}</dt>
          <dd>{groupedNumber(item.count)}</dd>
        </div>
      ))}
    </dl>
  );
}
