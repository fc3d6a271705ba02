import type { ComponentChildren } from "preact";
import { formatRoubles, type Kopecks } from "../../domain/money.ts";
import { numbered } from "../../domain/russian.ts";
import { Ruler30 } from "../page/ruler30.tsx";
import { Sign } from "../page/sign.tsx";
import { InvoiceStatus, type InvoiceStatusProps } from "../page/status.tsx";
import type { TermPosition } from "../page/term.ts";

export interface InvoiceRow {
  id: number;
  number: number | string;
  /** The invoice's page. */
  href: string;
  /** Its table as xlsx. */
  fileHref: string;
  /** «Прием невролога, первичный, и еще 2 услуги» */
  summary: string;
  amount: Kopecks;
  status: InvoiceStatusProps;
  /** For the small ruler; null where the term no longer matters. */
  term: TermPosition | null;
  /** A paid or checking invoice can't be chosen. */
  choice: "open" | "chosen" | "none";
}

export interface InvoiceListProps {
  caption: string;
  rows: readonly InvoiceRow[];
}

/**
 * The rows; wrap it in a form that ends with `PayBar`. The boxes are named `invoice`, their values
 * are ids. The whole row leads to the invoice, save the box and the file.
 */
export function InvoiceList({ caption, rows }: InvoiceListProps) {
  const choosable = rows.some((row) => row.choice !== "none");
  return (
    <table class="table table-cards invoices" role="table">
      <caption class="vh">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {choosable && <th scope="col" role="columnheader" class="choose">Выбрать</th>}
          <th scope="col" role="columnheader">Счет</th>
          <th scope="col" role="columnheader">Статус</th>
          <th scope="col" role="columnheader" class="num">Сумма</th>
          <th scope="col" role="columnheader">Файл</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => <Row key={row.id} row={row} choosable={choosable} />)}
      </tbody>
    </table>
  );
}

function Row({ row, choosable }: { row: InvoiceRow; choosable: boolean }) {
  const name = `Счет ${numbered(row.number)}`;
  return (
    <tr role="row" class={row.status.kind === "settled" ? "paid-row" : undefined}>
      {choosable && (
        <td role="cell" class="choose">
          {row.choice !== "none" && (
            <span class="check">
              <input
                type="checkbox"
                id={`invoice-${row.id}`}
                name="invoice"
                value={row.id}
                checked={row.choice === "chosen"}
                aria-label={`Выбрать ${numbered(row.number)}, ${formatRoubles(row.amount)}`}
              />
            </span>
          )}
        </td>
      )}
      <td role="cell" class="what">
        <a class="open-row" href={row.href}>{name}</a>
        <p class="small muted">{row.summary}</p>
      </td>
      <td role="cell" class="state">
        <InvoiceStatus {...row.status} />
        {row.term && <Ruler30 position={row.term} size="mini" />}
      </td>
      <td role="cell" class="num">{formatRoubles(row.amount)}</td>
      <td role="cell" class="file-cell">
        <a class="get" href={row.fileHref}>
          <Sign kind="file" />
          <span class="vh">Файл счета {numbered(row.number)},</span> xlsx
        </a>
      </td>
    </tr>
  );
}

export interface PayBarProps {
  /** The live total of the island; without script the sum is shown before payment. */
  children?: ComponentChildren;
  button?: string;
}

/** The end of the list's form; it sticks to the window's foot while something is chosen. */
export function PayBar(
  { children, button = "Оплатить выбранные" }: PayBarProps,
) {
  return (
    <div class="pay-bar">
      <div>{children ?? <p class="muted">Сумму покажем перед оплатой</p>}</div>
      <button class="button" type="submit">{button}</button>
    </div>
  );
}
