import { DataTable } from "../../../components/page/data_table.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import type { LineChange } from "../../../domain/import_preview.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { formatQuantity } from "../../../domain/quantity.ts";
import { type HoldReason, HOLDS } from "../../../domain/register_line.ts";
import { dayAndYear, numbered } from "../../../domain/russian.ts";

export interface LineChangesProps {
  changes: readonly LineChange[];
  /** How many lines changed and are gone in all. */
  total: number;
  /** Whether it has happened already. */
  done: boolean;
}

/** Line by line what a corrected file does to the one that it replaces. */
export function LineChanges({ changes, total, done }: LineChangesProps) {
  if (changes.length === 0) return null;
  return (
    <>
      <DataTable
        caption="Исправленные строки"
        rows={changes}
        rowKey={({ row }) => row}
        empty={null}
        columns={[
          {
            key: "who",
            title: "ФИО",
            cell: ({ personId, name, policyNumber }) => (
              <>
                <a href={`/ops/people/${personId}`}>{name}</a>
                <p class="small muted">{policyNumber}</p>
              </>
            ),
          },
          { key: "row", title: "Строка файла", align: "num", cell: rowOf },
          {
            key: "date",
            title: "Дата услуги",
            cell: ({ serviceDate }) => <span class="nb">{dayAndYear(serviceDate)}</span>,
          },
          { key: "was", title: "Было", wide: true, cell: ({ was }) => <Claim claim={was} /> },
          {
            key: "now",
            title: done ? "Стало" : "Станет",
            wide: true,
            cell: ({ now }) =>
              now === null ? "Больше нет" : (
                <>
                  <Claim claim={now} />
                  {now.held !== null && <p class="small muted">{HOLDS[now.held as HoldReason]}</p>}
                </>
              ),
          },
          { key: "invoice", title: "Счет", cell: (change) => <Invoice change={change} /> },
        ]}
      />
      {total > changes.length && (
        <p class="muted">
          Показаны первые {groupedNumber(changes.length)}, еще{" "}
          {groupedNumber(total - changes.length)}.
        </p>
      )}
    </>
  );
}

function rowOf({ row, now }: LineChange): string {
  if (now === null || now.row === row) return groupedNumber(row);
  return `${groupedNumber(row)} → ${groupedNumber(now.row)}`;
}

function Claim({ claim: { service, quantity, costKopecks, franchiseKopecks } }: {
  claim: LineChange["was"];
}) {
  return (
    <>
      <p>
        {service}
        {formatQuantity(quantity) !== "1" && `, ${formatQuantity(quantity)} шт.`}
      </p>
      <p>
        <span class="nb">{formatRoubles(costKopecks)}</span>,{" "}
        <span class="nb">доля {formatRoubles(franchiseKopecks)}</span>
      </p>
    </>
  );
}

function Invoice({ change: { invoiceId, creditedKopecks } }: { change: LineChange }) {
  if (invoiceId === null) return <>Еще не&nbsp;в&nbsp;счете</>;
  return (
    <>
      <a class="nb" href={`/ops/cases/${invoiceId}`}>{numbered(invoiceId)}</a>
      {creditedKopecks > 0 && <p class="nb small">−{formatRoubles(creditedKopecks)}</p>}
    </>
  );
}
