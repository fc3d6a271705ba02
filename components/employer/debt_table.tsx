import type { DebtState, MarkKind } from "../../domain/employer_report.ts";
import { MARK_WORDS } from "../../domain/employer_report_words.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../../domain/money.ts";
import { fullName, type PersonName } from "../../domain/person_name.ts";
import { counted, dayAndYear, formatDateTime, numbered } from "../../domain/russian.ts";
import { Mark } from "../page/status.tsx";
import { unbroken } from "../page/text.ts";

export interface DebtMark {
  kind: MarkKind;
  note: string | null;
  contact: string;
  markedAt: Instant;
}

/** A debt of an employer's report: as it stood, and what has come of it. */
export interface Debt extends PersonName {
  invoiceId: number;
  personnelNumber: string;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  state: DebtState;
  paying: boolean;
  daysOverdue: number;
  workingDaysLeft: number;
  penaltyKopecks: Kopecks | null;
  owedNowKopecks: Kopecks;
  paidAt: Instant | null;
  /** The newest first. */
  marks: readonly DebtMark[];
}

export interface DebtTableProps {
  debts: readonly Debt[];
  /** Invoices whose boxes are ticked; null where nothing can be chosen. */
  chosen: ReadonlySet<number> | null;
  zone: string;
}

/** The debts of a report; in a form, its boxes are named `debt` and their values are invoices. */
export function DebtTable({ debts, chosen, zone }: DebtTableProps) {
  return (
    <table class="table table-cards debts" role="table">
      <caption class="vh">Долги по счетам</caption>
      <thead role="rowgroup">
        <tr role="row">
          {chosen && <th scope="col" role="columnheader" class="choose">Выбрать</th>}
          <th scope="col" role="columnheader">Сотрудник</th>
          <th scope="col" role="columnheader">Счет</th>
          <th scope="col" role="columnheader">Срок</th>
          <th scope="col" role="columnheader" class="num">Долг</th>
          <th scope="col" role="columnheader">Урегулирование</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {debts.map((debt) => <Row key={debt.invoiceId} debt={debt} chosen={chosen} zone={zone} />)}
      </tbody>
    </table>
  );
}

function Row({ debt, chosen, zone }: Omit<DebtTableProps, "debts"> & { debt: Debt }) {
  const { invoiceId, personnelNumber, penaltyKopecks } = debt;
  const name = fullName(debt);
  const box = `debt-${invoiceId}`;
  return (
    <tr role="row">
      {chosen && (
        <td role="cell" class="choose">
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
        </td>
      )}
      <td role="cell" class="debtor">
        {name}
        <p class="small muted">Табельный {numbered(personnelNumber)}</p>
      </td>
      <td role="cell">
        <span class="nb">{numbered(invoiceId)}</span>
        <p class="small muted">от&nbsp;{unbroken(dayAndYear(debt.publishedOn))}</p>
      </td>
      <td role="cell">
        <DebtState debt={debt} zone={zone} />
        <p class="small muted">{termWords(debt)}</p>
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
      <td role="cell" class="settled">
        <Marks marks={debt.marks} zone={zone} />
      </td>
    </tr>
  );
}

/** What has come of the debt, else how it stood on the report's day. */
function DebtState({ debt, zone }: { debt: Debt; zone: string }) {
  const { owedKopecks, owedNowKopecks, paidAt, daysOverdue } = debt;
  if (owedNowKopecks === 0) {
    const on = paidAt === null ? "" : ` ${unbroken(dayAndYear(localDateOf(paidAt, zone)))}`;
    return <Mark tone="paid" sign="check">{`Оплачен${on}`}</Mark>;
  }
  if (owedNowKopecks < owedKopecks) {
    return <Mark tone="to-pay" sign="half">{`Осталось ${formatRoubles(owedNowKopecks)}`}</Mark>;
  }
  if (debt.paying) return <Mark tone="checking" sign="dashed">Платеж проверяется</Mark>;
  switch (debt.state) {
    case "recovery":
      return <Mark tone="overdue" sign="triangle">{`Взыскание, ${days(daysOverdue)}`}</Mark>;
    case "overdue":
      return <Mark tone="overdue" sign="triangle">{`Просрочен на ${days(daysOverdue)}`}</Mark>;
    case "not_due":
      return <Mark tone="to-pay" sign="circle">Срок не наступил</Mark>;
  }
}

function termWords({ state, dueOn, workingDaysLeft }: Debt): string {
  const day = unbroken(dayAndYear(dueOn));
  if (state !== "not_due") return `срок был ${day}`;
  const left = counted(workingDaysLeft, ["рабочий день", "рабочих дня", "рабочих дней"]);
  return workingDaysLeft === 0
    ? `до ${day}, последний день`
    : `до ${day}: ${left} после дня отчета`;
}

function days(count: number): string {
  return counted(count, ["день", "дня", "дней"]);
}

function Marks({ marks, zone }: { marks: readonly DebtMark[]; zone: string }) {
  const [last, ...before] = marks;
  if (last === undefined) return <span class="muted">Нет отметки</span>;
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
