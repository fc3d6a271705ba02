import type { CalendarData } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { sum } from "../../domain/money.ts";
import { counted, dayAndYear, numbered } from "../../domain/russian.ts";
import { calendars, invoiceStatus } from "../invoice/invoice_facts.ts";
import type { FranchiseInvoice } from "../invoice/invoice_events.ts";
import { SumCell } from "../page/money.tsx";
import { forPerson } from "../page/person_switch.tsx";
import { InvoiceStatus } from "../page/status.tsx";

/** A table of up to so many invoices shows all; a longer one leaves the rest to «Мои счета». */
const MANY = 12;
const OPEN_SHOWN = 10;
const PAID_SHOWN = 3;

/**
 * What a policy's page shows of its invoices: the open ones first, by their terms, then the paid,
 * newest first. Of many only the nearest and newest, and whatever «Мои счета» doesn't have: an
 * invoice that another pays.
 */
export function invoicesToShow<Invoice extends FranchiseInvoice>(
  invoices: readonly Invoice[],
  viewerId: number,
): Invoice[] {
  const open = invoices.filter(({ owedKopecks }) => owedKopecks > 0)
    .toSorted((a, b) => a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id - b.id);
  const paid = invoices.filter(({ owedKopecks }) => owedKopecks <= 0)
    .toSorted((a, b) => a.publishedAt > b.publishedAt ? -1 : 1);
  if (invoices.length <= MANY) return [...open, ...paid];
  const some = (of: readonly Invoice[], most: number) =>
    of.filter(({ payerId }, index) => index < most || payerId !== viewerId);
  return [...some(open, OPEN_SHOWN), ...some(paid, PAID_SHOWN)];
}

export interface PolicyInvoicesProps {
  invoices: readonly FranchiseInvoice[];
  calendar: CalendarData;
  today: LocalDate;
  viewerId: number;
  /** The one person whose records are shown; null while it is everybody's. */
  shownId: number | null;
}

/** The invoices of one policy; only the viewer's own are links. */
export function PolicyInvoices(props: PolicyInvoicesProps) {
  const { invoices, calendar, today, viewerId, shownId } = props;
  const calendarIn = calendars(calendar);
  const shown = invoicesToShow(invoices, viewerId);
  const rest = invoices.length - shown.length;
  return (
    <>
      <table class="table table-cards" role="table">
        <caption class="vh">Счета по&nbsp;полису</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">Счет</th>
            <th scope="col" role="columnheader">Состояние</th>
            <th scope="col" role="columnheader" class="num">Сумма</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shown.map((invoice) => (
            <tr key={invoice.id} role="row">
              <td role="cell">
                {invoice.payerId === viewerId
                  ? (
                    <a href={forPerson(`/invoices/${invoice.id}`, shownId)}>
                      {numbered(invoice.id)}
                    </a>
                  )
                  : numbered(invoice.id)}{" "}
                <span class="muted">
                  от&nbsp;{dayAndYear(invoice.publishedOn, today)}
                </span>
              </td>
              <td role="cell">
                <InvoiceStatus {...invoiceStatus(invoice, calendarIn(invoice.region), today)} />
              </td>
              <SumCell amount={invoice.totalKopecks} name="Сумма" />
            </tr>
          ))}
        </tbody>
        {invoices.length > 1 && (
          <tfoot role="rowgroup">
            <tr role="row">
              <th scope="row" role="rowheader" colspan={2}>
                Всего{rest > 0 && ` ${counted(invoices.length, ["счет", "счета", "счетов"])}`}
              </th>
              <SumCell
                amount={sum(invoices.map((invoice) => invoice.totalKopecks))}
                name="Сумма"
              />
            </tr>
          </tfoot>
        )}
      </table>
      {rest > 0 && (
        <p>
          Здесь ближайшие к&nbsp;оплате и&nbsp;последние оплаченные. Остальные&nbsp;—{" "}
          <a href={forPerson("/invoices", shownId)}>в&nbsp;«Моих счетах»</a>.
        </p>
      )}
    </>
  );
}
