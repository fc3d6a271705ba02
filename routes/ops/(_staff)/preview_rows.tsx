import { DataTable } from "../../../components/page/data_table.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import {
  type ImportPreview,
  type RegisterPreview,
  ROWS_SHOWN,
} from "../../../domain/import_preview.ts";
import { describeRefusal } from "../../../domain/import_refusal.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { type HoldReason, HOLDS } from "../../../domain/register_line.ts";
import { counted, dayAndYear } from "../../../domain/russian.ts";
import { RowsTable } from "./file_rows.tsx";

type Reason = ImportPreview["refused"][number];

/** The rows that would be refused: how many for what, and the first of each. */
export function RefusedReasons({ title, preview }: { title: string; preview: ImportPreview }) {
  const { kind, refused, refusedRows = [], columns = [] } = preview;
  const words = ({ reason, detail }: Pick<Reason, "reason" | "detail">) =>
    describeRefusal(kind, reason, detail).russian;
  return (
    <>
      <Reasons title={title} counts={refused} words={words} />
      {refusedRows.length > 0 && (
        <details>
          <summary>Показать, какие строки: {firstOf(refused)}</summary>
          <RowsTable
            caption={`${title}: строки`}
            rows={refusedRows}
            columns={columns}
            group={(row) => ({ id: `preview-${row.reason}`, title: words(row) })}
            rowHref={null}
          />
        </details>
      )}
    </>
  );
}

/** The lines that would wait for staff. */
export function HeldReasons({ preview }: { preview: RegisterPreview }) {
  const { held, heldRows = [] } = preview;
  const words = ({ reason }: { reason: string }) => HOLDS[reason as HoldReason];
  return (
    <>
      <Reasons title="Удержим до решения" counts={held} words={words} />
      {heldRows.length > 0 && (
        <details>
          <summary>Показать, какие строки: {firstOf(held)}</summary>
          <DataTable
            caption="Удержим до решения: строки"
            rows={heldRows}
            rowKey={({ sheetRow }) => sheetRow}
            group={(row) => ({ id: `preview-${row.reason}`, title: words(row) })}
            empty={null}
            columns={[
              {
                key: "row",
                title: "Строка файла",
                align: "num",
                cell: ({ sheetRow }) => groupedNumber(sheetRow),
              },
              { key: "policy", title: "Полис", cell: ({ policyNumber }) => policyNumber },
              { key: "name", title: "ФИО", cell: ({ name }) => name },
              { key: "date", title: "Дата услуги", cell: (row) => dayAndYear(row.serviceDate) },
              { key: "service", title: "Услуга", cell: ({ service }) => service },
              {
                key: "cost",
                title: "Стоимость",
                align: "num",
                cell: ({ costKopecks }) => formatRoubles(costKopecks),
              },
            ]}
          />
        </details>
      )}
    </>
  );
}

/** «первые 20 по каждой причине», where there are more than are shown. */
function firstOf(counts: readonly Reason[]): string {
  const rows = counts.reduce((all, one) => all + one.rows, 0);
  return counts.some((one) => one.rows > ROWS_SHOWN)
    ? `первые ${ROWS_SHOWN} по\u00a0каждой причине`
    : counted(rows, ["строка", "строки", "строк"]);
}

interface ReasonsProps {
  title: string;
  counts: readonly Reason[];
  words: (reason: Reason) => string;
}

function Reasons({ title, counts, words }: ReasonsProps) {
  if (counts.length === 0) return null;
  return (
    <DataTable
      caption={title}
      rows={counts}
      rowKey={words}
      empty={null}
      columns={[
        { key: "reason", title, cell: words },
        { key: "rows", title: "Строк", align: "num", cell: ({ rows }) => groupedNumber(rows) },
      ]}
    />
  );
}
