import type { ComponentChildren } from "preact";
import { groupedNumber } from "./pagination.tsx";
import { Sign } from "./sign.tsx";

export interface Column<Row> {
  key: string;
  title: string;
  /** Sums and counts: tabular, to the right. */
  align?: "start" | "num";
  /** Holds sentences: never narrower than a few words. */
  wide?: true;
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
  /** The heading above each run of rows that share it; its id may be led to. */
  group?: (row: Row) => { id: string; title: string };
  /** Shown in place of the table: says what will make rows appear. */
  empty: ComponentChildren;
}

/** A table of more rows scrolls inside itself, and its head stays. */
const ROWS_WITH_THE_PAGE = 30;

/**
 * The staff's list: a wide one scrolls inside itself; on a phone each row is a card. The first column
 * names the row. Roles are written out, since a table laid out as cards loses its own.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, group, empty } = props;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div
      class={rows.length > ROWS_WITH_THE_PAGE ? "region region-long" : "region"}
      role="region"
      aria-label={`${caption}, таблица`}
      tabindex={0}
    >
      <table class="table" role="table">
        <caption class="vh">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                role="columnheader"
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
        {runsOf(rows, group).map(({ heading, rows }) => (
          <tbody role="rowgroup" key={heading?.title ?? ""}>
            {heading && (
              <tr role="row" class="group">
                <th id={heading.id} colspan={columns.length} scope="rowgroup" role="rowheader">
                  {heading.title}
                </th>
              </tr>
            )}
            {rows.map((row) => (
              <tr key={rowKey(row)} role="row">
                {columns.map((column, index) => (
                  <td
                    key={column.key}
                    role="cell"
                    class={classOf(column)}
                    data-name={index === 0 ? undefined : column.title}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

interface Run<Row> {
  heading: { id: string; title: string } | null;
  rows: Row[];
}

function runsOf<Row>(rows: readonly Row[], group: DataTableProps<Row>["group"]): Run<Row>[] {
  const runs: Run<Row>[] = [];
  for (const row of rows) {
    const heading = group?.(row) ?? null;
    const last = runs.at(-1);
    if (last && last.heading?.title === heading?.title) last.rows.push(row);
    else runs.push({ heading, rows: [row] });
  }
  return runs;
}

function classOf<Row>({ align, wide }: Column<Row>): string | undefined {
  if (align === "num") return "num";
  return wide ? "wide" : undefined;
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
