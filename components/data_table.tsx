import type { ComponentChildren } from "preact";

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
  /** Shown in place of the rows: says what will make them appear. */
  empty: ComponentChildren;
}

/** The staff's list: scrolls inside itself, its head stays. The first column names the row. */
export function DataTable<Row>({ caption, columns, rows, rowKey, empty }: DataTableProps<Row>) {
  return (
    <div class="region" role="region" aria-label={caption} tabindex={0}>
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
                    <a href={column.sortHref}>
                      {column.title}
                      {column.sorted && (
                        <span aria-hidden="true">
                          {column.sorted === "ascending" ? " ↑" : " ↓"}
                        </span>
                      )}
                    </a>
                  )
                  : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && (
            <tr>
              <td colspan={columns.length}>{empty}</td>
            </tr>
          )}
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
