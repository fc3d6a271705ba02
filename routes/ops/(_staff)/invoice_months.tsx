import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { type LocalDate, monthOf, yearOf } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import type { StaffState } from "../../../state.ts";

export type WaitingLines = Awaited<ReturnType<StaffState["useCases"]["readWaitingLines"]>>;

/** What waits to be invoiced, by month of service, and of whom nothing is counted now. */
export function InvoiceMonths({ waiting }: { waiting: WaitingLines }) {
  return (
    <>
      {waiting.underWay.length > 0 && <UnderWay clinics={waiting.underWay} />}
      <Months waiting={waiting} />
    </>
  );
}

/** Publishing waits for them ten minutes. */
function UnderWay({ clinics }: { clinics: string[] }) {
  return (
    <Notice tone="info" title="Проверяются реестры">
      <p>
        {clinics.join(", ")}: пока реестр проверяется, услуги клиники здесь не&nbsp;видны. Если
        выставить счета сейчас, мы дождемся конца проверки, но не&nbsp;дольше 10&nbsp;минут.
      </p>
    </Notice>
  );
}

function Months({ waiting }: { waiting: WaitingLines }) {
  return (
    <DataTable
      caption="Услуги без счета, по месяцам"
      rows={waiting.months}
      rowKey={(row) => row.month}
      empty={
        <Empty title="Ничего не ждет">
          Когда клиника пришлет реестр и мы его примем, услуги появятся здесь.
        </Empty>
      }
      columns={[
        { key: "month", title: "Месяц услуг", cell: (row) => monthTitle(row.month) },
        { key: "lines", title: "Услуг", align: "num", cell: (row) => groupedNumber(row.lines) },
        {
          key: "franchises",
          title: "Франшиз",
          align: "num",
          cell: (row) => groupedNumber(row.franchises),
        },
        {
          key: "sum",
          title: "Доля застрахованных",
          align: "num",
          cell: (row) => formatRoubles(row.franchiseKopecks),
        },
      ]}
    />
  );
}

/** The same by employer. */
export function InvoiceEmployers({ waiting }: { waiting: WaitingLines }) {
  if (waiting.employers.length === 0) return null;
  return (
    <DataTable
      caption="Услуги без счета, по работодателям"
      rows={waiting.employers}
      rowKey={(row) => row.employer}
      empty={null}
      columns={[
        { key: "employer", title: "Работодатель", cell: (row) => row.employer },
        { key: "lines", title: "Услуг", align: "num", cell: (row) => groupedNumber(row.lines) },
        {
          key: "franchises",
          title: "Счетов",
          align: "num",
          cell: (row) => groupedNumber(row.franchises),
        },
        {
          key: "sum",
          title: "Доля застрахованных",
          align: "num",
          cell: (row) => formatRoubles(row.franchiseKopecks),
        },
      ]}
    />
  );
}

const MONTHS = [
  "Январь",
  "Февраль",
  "Март",
  "Апрель",
  "Май",
  "Июнь",
  "Июль",
  "Август",
  "Сентябрь",
  "Октябрь",
  "Ноябрь",
  "Декабрь",
];

function monthTitle(firstDay: LocalDate): string {
  return `${MONTHS[monthOf(firstDay) - 1]} ${yearOf(firstDay)}`;
}
