import type { ComponentChildren } from "preact";
import type { LocalDate } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../../domain/money.ts";
import { counted, shortDate } from "../../domain/russian.ts";
import type { OwedPart } from "./invoice_selection.ts";

export interface OwedSummaryProps {
  amount: Kopecks;
  /** The nearest due day; null where all that is owed is overdue. */
  nearestDue: LocalDate | null;
  today: LocalDate;
  /** What is owed by when; told where there is more than one part. */
  parts?: readonly OwedPart[];
  /** What a bank is deciding on, which `amount` is without. */
  checking?: { amount: Kopecks; count: number };
  /** «Оплатить все (2)», a form of its own. */
  children?: ComponentChildren;
}

/** «К оплате 2 770,00 ₽ · ближайший срок 29 мая, пт», and the parts of it by their days. */
export function OwedSummary(props: OwedSummaryProps) {
  const { amount, nearestDue, today, parts = [], checking, children } = props;
  return (
    <section class="owed" aria-label="Всего к оплате">
      <p>К&nbsp;оплате</p>
      <p class="sum-large">{formatRoubles(amount)}</p>
      <p class="due">
        {nearestDue
          ? (
            <>
              Ближайший срок <b class="nb">{shortDate(nearestDue, { today })}</b>
            </>
          )
          : "Срок закончился"}
      </p>
      {children && <div class="actions">{children}</div>}
      {parts.length > 1 && (
        <table class="table owed-parts">
          <caption class="small muted">Сколько и&nbsp;до&nbsp;какого дня</caption>
          <thead class="vh">
            <tr>
              <th scope="col">Срок</th>
              <th scope="col">Сумма</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={`${part.kind} ${part.dueOn}`}>
                <th scope="row">
                  {nameOf(part, today)} <span class="small muted">{invoices(part.count)}</span>
                </th>
                <td class="num">{formatRoubles(part.amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {checking !== undefined && checking.count > 0 && (
        <p class="small muted">
          Еще {formatRoubles(checking.amount)},{" "}
          {invoices(checking.count)}: платеж проверяется, второй раз платить не&nbsp;нужно.
        </p>
      )}
    </section>
  );
}

function nameOf({ kind, dueOn }: OwedPart, today: LocalDate): string {
  const day = dueOn === null ? "" : shortDate(dueOn, { today });
  switch (kind) {
    case "overdue":
      return "Срок закончился";
    case "until":
      return dueOn === today ? "Сегодня последний день" : `До ${day}`;
    case "later":
      return `Позже, до ${day}`;
  }
}

function invoices(count: number): string {
  return counted(count, ["счет", "счета", "счетов"]);
}
