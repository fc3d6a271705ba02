import type { ComponentChildren } from "preact";
import { DataTable, type DataTableProps } from "../../../components/page/data_table.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { formatRoubles } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { HOLDS, MARKS } from "../../../domain/register_line.ts";
import { dayAndYear } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;
/** A row as its file has it. */
type FileRow =
  & Pick<View["refused"][number], "sheetRow" | "cells" | "reason">
  & { mendsRow?: number | null };
type NotedLine = View["noted"][number];

/** Where a register's row is mended; that of a file of mended rows, in the file that it mends. */
export function mendHref({ file }: View, title: string): RowLink {
  if (file.kind !== "register") return null;
  const { id, mendsId } = file;
  if (mendsId === null) return { title, of: ({ sheetRow }) => `/ops/files/${id}/rows/${sheetRow}` };
  return {
    title: "В исходном файле",
    of: ({ mendsRow = null }) =>
      `/ops/files/${mendsId}${mendsRow === null ? "" : `/rows/${mendsRow}`}`,
  };
}

type RowLink = { title: string; of: (row: FileRow) => string } | null;

interface RowsTableProps<Row extends FileRow> {
  caption: string;
  rows: Row[];
  columns: string[];
  group?: DataTableProps<Row>["group"];
  rowHref: RowLink;
}

/** Rows as the file has them, cell by cell. */
export function RowsTable<Row extends FileRow>(props: RowsTableProps<Row>) {
  const { caption, rows, columns, group, rowHref } = props;
  const width = Math.max(columns.length, ...rows.map((row) => row.cells.length));
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={(row) => row.sheetRow}
      empty={null}
      {...group ? { group } : {}}
      columns={[
        {
          key: "row",
          title: "Строка файла",
          cell: (row) =>
            rowHref === null ? groupedNumber(row.sheetRow) : (
              <a href={rowHref.of(row)}>
                {rowHref.title} <span class="nb">{groupedNumber(row.sheetRow)}</span>
              </a>
            ),
        },
        ...Array.from({ length: width }, (_, at) => ({
          key: `cell-${at}`,
          title: columns[at] || `Столбец ${at + 1}`,
          cell: (row: Row) => cellWords(row.cells[at] ?? null),
        })),
      ]}
    />
  );
}

/** A short cell stays whole: a date would break at its dashes. */
function cellWords(cell: string | number | null): ComponentChildren {
  const words = typeof cell === "number" ? String(cell).replace(".", ",") : cell ?? "";
  return /^\S{1,12}$/.test(words) ? <span class="nb">{words}</span> : words;
}

/** Lines that are held, or that ask for a look. */
export function NotedLines({ caption, lines }: { caption: string; lines: NotedLine[] }) {
  return (
    <DataTable
      caption={caption}
      rows={lines}
      rowKey={(line) => line.sheetRow}
      empty={null}
      columns={[
        {
          key: "row",
          title: "Строка файла",
          align: "num",
          cell: (line) => groupedNumber(line.sheetRow),
        },
        { key: "policy", title: "Полис", cell: (line) => line.policyNumber },
        { key: "name", title: "ФИО", cell: (line) => fullName(line) },
        { key: "date", title: "Дата услуги", cell: (line) => dayAndYear(line.serviceDate) },
        { key: "service", title: "Услуга", cell: (line) => line.serviceName },
        {
          key: "cost",
          title: "Стоимость",
          align: "num",
          cell: (line) => formatRoubles(line.costKopecks),
        },
        {
          key: "why",
          title: "Почему",
          cell: whyNoted,
        },
      ]}
    />
  );
}

function whyNoted({ held, marked, refusedBy }: NotedLine): string {
  if (refusedBy !== null) return `${refusedBy.staff}: ${refusedBy.reason}`;
  if (held !== null) return HOLDS[held];
  return marked === null ? "" : MARKS[marked];
}
