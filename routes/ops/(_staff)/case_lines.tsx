import { DataTable } from "../../../components/page/data_table.tsx";
import type { LocalDate } from "../../../domain/local_date.ts";
import { formatRoubles, sum } from "../../../domain/money.ts";
import { formatQuantity } from "../../../domain/quantity.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";

type Case = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readCase"]>>>;
type Line = Case["lines"][number];

/** What the invoice is for: each line with its arithmetic, and the file's row that it came by. */
export function CaseLines({ invoice, today }: { invoice: Case; today: LocalDate }) {
  const { lines } = invoice;
  return (
    <section class="stack" aria-labelledby="lines">
      <h2 id="lines">Услуги</h2>
      <DataTable
        caption="Услуги"
        rows={lines}
        rowKey={(line) => line.id}
        empty={null}
        columns={[
          {
            key: "service",
            title: "Услуга",
            wide: true,
            cell: (line) => <ServedLine line={line} />,
          },
          {
            key: "day",
            title: "Оказана",
            cell: (line) => <span class="nb">{dayAndYear(line.serviceDate, today)}</span>,
          },
          { key: "clinic", title: "Клиника", cell: (line) => line.clinic },
          {
            key: "count",
            title: "Кол-во × цена",
            align: "num",
            cell: (line) =>
              `${formatQuantity(line.quantity)} × ${formatRoubles(line.priceKopecks)}`,
          },
          {
            key: "cost",
            title: "Стоимость",
            align: "num",
            cell: (line) => formatRoubles(line.costKopecks),
          },
          {
            key: "share",
            title: "Доля застрахованного",
            align: "num",
            cell: (line) => formatRoubles(line.franchiseKopecks),
          },
          {
            key: "file",
            title: "Из файла",
            cell: ({ fileId, fileName, sheetRow }) => (
              <>
                <a href={`/ops/files/${fileId}`}>{fileName}</a>, строка&nbsp;{sheetRow}
              </>
            ),
          },
        ]}
      />
      <p>
        Всего услуги стоят{" "}
        <span class="nb">{formatRoubles(sum(lines.map((line) => line.costKopecks)))}</span>, доля
        застрахованного{" "}
        <span class="nb">{formatRoubles(sum(lines.map((line) => line.franchiseKopecks)))}</span>.
      </p>
    </section>
  );
}

function ServedLine({ line }: { line: Line }) {
  const { serviceCode, serviceName, franchiseKopecks, corrected, restOf } = line;
  return (
    <>
      {serviceName}
      {serviceCode !== null && <p class="small muted">{serviceCode}</p>}
      {restOf !== null && (
        <p class="small">
          Уточнение к{" "}
          <a href={`/ops/cases/${restOf.invoiceId}`}>счету {numbered(restOf.invoiceId)}</a>: было
          {" "}
          {formatRoubles(restOf.was.franchiseKopecks)}, стало{" "}
          {formatRoubles(restOf.now.franchiseKopecks)}
        </p>
      )}
      {corrected !== null && (
        <p class="small">
          {corrected.now === null
            ? "Исправлено: услуги в\u00a0реестре больше нет"
            : corrected.now.franchiseKopecks === franchiseKopecks
            ? "Исправлено: доля прежняя"
            : `Исправлено: теперь ${formatRoubles(corrected.now.franchiseKopecks)}`}
          {corrected.restInvoiceId !== null && (
            <>
              , разница в{" "}
              <a href={`/ops/cases/${corrected.restInvoiceId}`}>
                счете {numbered(corrected.restInvoiceId)}
              </a>
            </>
          )}
        </p>
      )}
    </>
  );
}

/** Which corrected files made the invoice less, and what of that had been paid. */
export function CaseCorrections({ invoice }: { invoice: Case }) {
  const { corrections, timeZone } = invoice;
  if (corrections.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="corrections">
      <h2 id="corrections">Исправления клиники</h2>
      <DataTable
        caption="Исправления клиники"
        rows={corrections}
        rowKey={(correction) => correction.id}
        empty={null}
        columns={[
          {
            key: "file",
            title: "Файл",
            cell: ({ fileId, fileName }) => <a href={`/ops/files/${fileId}`}>{fileName}</a>,
          },
          {
            key: "when",
            title: "Когда",
            cell: ({ recordedAt }) => formatDateTime(recordedAt, timeZone),
          },
          {
            key: "less",
            title: "Счет меньше на",
            align: "num",
            cell: ({ creditedKopecks }) => formatRoubles(creditedKopecks),
          },
          {
            key: "ahead",
            title: "Из них было оплачено",
            align: "num",
            cell: ({ aheadKopecks }) => formatRoubles(aheadKopecks),
          },
        ]}
      />
    </section>
  );
}
