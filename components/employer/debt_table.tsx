import type { ComponentChildren } from "preact";
import type { DebtStateNow, MarkKind } from "../../domain/employer_report.ts";
import { MARK_WORDS } from "../../domain/employer_report_words.ts";
import { daysBetween, type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../../domain/money.ts";
import { fullName, type PersonName } from "../../domain/person_name.ts";
import {
  counted,
  dayAndMonth,
  dayAndYear,
  formatDateTime,
  numbered,
} from "../../domain/russian.ts";
import { Sign } from "../page/sign.tsx";
import { Mark } from "../page/status.tsx";
import { unbroken } from "../page/text.ts";

export interface DebtMark {
  kind: MarkKind;
  note: string | null;
  contact: string;
  markedAt: Instant;
}

/** A debt of an employer's report: as it stood, and what has come of it by now. */
export interface Debt extends PersonName {
  invoiceId: number;
  personnelNumber: string;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  penaltyKopecks: Kopecks | null;
  owedNowKopecks: Kopecks;
  stateNow: DebtStateNow;
  /** The last day of its term as it is now. */
  dueNowOn: LocalDate;
  payingNow: boolean;
  /** When the last of it was gone. */
  closedAt: Instant | null;
  /** Some of it was taken off by the insurer, not paid. */
  takenOff: boolean;
  /** The newest first. */
  marks: readonly DebtMark[];
}

export type DebtTableOrder = "name" | "owed" | "due";

export interface DebtTableProps {
  debts: readonly Debt[];
  /** Invoices whose boxes are ticked; null where nothing can be chosen. */
  chosen: ReadonlySet<number> | null;
  day: { formedOn: LocalDate; today: LocalDate; zone: string };
  sort: { order: DebtTableOrder; hrefOf: (order: DebtTableOrder) => string };
}

/** The debts of a report; in a form, its boxes are named `debt` and their values are invoices. */
export function DebtTable({ debts, chosen, day, sort }: DebtTableProps) {
  return (
    <table class="table table-cards debts" role="table">
      <caption class="vh">Долги по счетам</caption>
      <thead role="rowgroup">
        <tr role="row">
          {chosen && (
            <th scope="col" role="columnheader" class="choose">
              <span class="vh">Выбрать</span>
            </th>
          )}
          <SortHead sort={sort} order="name">Сотрудник</SortHead>
          <th scope="col" role="columnheader">Счет</th>
          <SortHead sort={sort} order="due">Срок</SortHead>
          <SortHead sort={sort} order="owed">
            Долг на&nbsp;{unbroken(dayAndMonth(day.formedOn))}
          </SortHead>
          <th scope="col" role="columnheader">Сейчас</th>
          <th scope="col" role="columnheader">Урегулирование</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {debts.map((debt) => <Row key={debt.invoiceId} debt={debt} chosen={chosen} day={day} />)}
      </tbody>
    </table>
  );
}

/** How each order runs: by name and by age upwards, by sum the greatest first. */
const RUNS = { name: "ascending", due: "ascending", owed: "descending" } as const;

function SortHead(
  { sort, order, children }: Pick<DebtTableProps, "sort"> & {
    order: DebtTableOrder;
    children: ComponentChildren;
  },
) {
  const isSorted = sort.order === order;
  return (
    <th
      scope="col"
      role="columnheader"
      class={order === "owed" ? "num" : undefined}
      aria-sort={isSorted ? RUNS[order] : undefined}
    >
      <a class="sort" href={`${sort.hrefOf(order)}#debts`}>
        {children}
        {isSorted && <Sign kind={RUNS[order] === "ascending" ? "up" : "down"} />}
      </a>
    </th>
  );
}

function Row(
  { debt, chosen, day }: Omit<DebtTableProps, "debts" | "sort"> & { debt: Debt },
) {
  const { invoiceId, personnelNumber, penaltyKopecks } = debt;
  const name = fullName(debt);
  const box = `debt-${invoiceId}`;
  return (
    <tr role="row">
      {chosen && (
        <td role="cell" class="choose">
          {debt.stateNow !== "closed" && (
            <span class="check">
              <input
                type="checkbox"
                id={box}
                name="debt"
                value={invoiceId}
                checked={chosen.has(invoiceId)}
                aria-label={`Выбрать ${name}, счет ${numbered(invoiceId)}`}
              />
            </span>
          )}
        </td>
      )}
      <td role="cell" class="debtor">
        {name}{" "}
        <span class="small muted nb">
          <span class="vh">табельный</span> {numbered(personnelNumber)}
        </span>
      </td>
      <td role="cell" class="of-invoice nb">
        <span class="cards-only">Счет</span> {numbered(invoiceId)}
      </td>
      <td role="cell" class="term nb">
        <span class="cards-only">до</span> {dayAndYear(debt.dueNowOn, day.today)}
      </td>
      <td role="cell" class="num">
        {formatRoubles(debt.owedKopecks)}
        {debt.owedKopecks < debt.totalKopecks && (
          <p class="small muted">из&nbsp;{formatRoubles(debt.totalKopecks)}</p>
        )}
        {penaltyKopecks !== null && (
          <p class="small muted">проценты {formatRoubles(penaltyKopecks)}</p>
        )}
      </td>
      <td role="cell">
        <StateNow debt={debt} day={day} />
      </td>
      <td role="cell" class="settled">
        <Marks marks={debt.marks} zone={day.zone} />
      </td>
    </tr>
  );
}

/** What is owed now, and where the debt stands: this, and not the report's day, is to be acted on. */
function StateNow({ debt, day }: { debt: Debt; day: DebtTableProps["day"] }) {
  const { owedKopecks, owedNowKopecks, stateNow } = debt;
  return (
    <>
      {stateNow !== "closed" && owedNowKopecks < owedKopecks && (
        <p>
          <b>Осталось {formatRoubles(owedNowKopecks)}</b>
        </p>
      )}
      <StateMark debt={debt} day={day} />
      {debt.payingNow && (
        <p class="small">
          <b>Платеж проверяется:</b> удерживать рано
        </p>
      )}
      {debt.takenOff && <p class="small muted">Часть долга снял страховщик</p>}
    </>
  );
}

function StateMark({ debt, day }: { debt: Debt; day: DebtTableProps["day"] }) {
  const { stateNow, dueNowOn, closedAt, takenOff } = debt;
  const late = () => counted(daysBetween(dueNowOn, day.today), ["день", "дня", "дней"]);
  switch (stateNow) {
    case "closed": {
      const on = closedAt === null
        ? ""
        : ` ${unbroken(dayAndYear(localDateOf(closedAt, day.zone), day.today))}`;
      return <Mark tone="paid" sign="check">{`${takenOff ? "Закрыт" : "Оплачен"}${on}`}</Mark>;
    }
    case "recovery":
      return <Mark tone="overdue" sign="triangle">{`Взыскание, ${late()}`}</Mark>;
    case "overdue":
      return <Mark tone="overdue" sign="triangle">{`Просрочен на ${late()}`}</Mark>;
    case "not_due":
      return <Mark tone="to-pay" sign="circle">Срок не наступил</Mark>;
  }
}

function Marks({ marks, zone }: { marks: readonly DebtMark[]; zone: string }) {
  const [last, ...before] = marks;
  if (last === undefined) return <span class="muted unmarked">Нет отметки</span>;
  return (
    <>
      {last.kind === "cleared"
        ? <span class="muted">{MARK_WORDS.cleared}</span>
        : <b>{MARK_WORDS[last.kind]}</b>}
      <MarkFacts mark={last} zone={zone} />
      {before.length > 0 && (
        <details class="small">
          <summary>Раньше: {counted(before.length, ["отметка", "отметки", "отметок"])}</summary>
          {before.map((mark) => (
            <div key={mark.markedAt}>
              {MARK_WORDS[mark.kind]}
              <MarkFacts mark={mark} zone={zone} />
            </div>
          ))}
        </details>
      )}
    </>
  );
}

function MarkFacts({ mark, zone }: { mark: DebtMark; zone: string }) {
  return (
    <>
      {mark.note && <p class="small">«{mark.note}»</p>}
      <p class="small muted">
        {mark.contact}, {unbroken(formatDateTime(mark.markedAt, zone))}
      </p>
    </>
  );
}
