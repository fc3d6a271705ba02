import type { LocalDate } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks, subtract, sum } from "../../domain/money.ts";
import { formatQuantity, microUnits, type Quantity } from "../../domain/quantity.ts";
import { dayAndYear, formatRate } from "../../domain/russian.ts";
import { type CorrectedLineFacts, CorrectionNote } from "./invoice_corrections.tsx";
import { Five } from "../page/five.tsx";
import { SumCell } from "../page/money.tsx";

export interface InvoiceLine {
  id: number;
  service: string;
  clinic: string;
  servedOn: LocalDate;
  quantity: Quantity;
  price: Kopecks;
  /** price × quantity, half-up */
  cost: Kopecks;
  /** cost × rate, half-up; of a line that charges the rest of an earlier one, that rest */
  franchise: Kopecks;
  /** What the clinic's correction made of it; null or left out where it stands as it was. */
  corrected?: CorrectedLineFacts["corrected"];
  /** The invoice's line that it charges the rest of. */
  restOf?: CorrectedLineFacts["restOf"];
}

/** A line as an invoice's record has it. */
export interface LineFacts {
  serviceName: string;
  clinic: string;
  serviceDate: LocalDate;
  quantity: Quantity;
  priceKopecks: Kopecks;
  costKopecks: Kopecks;
  franchiseKopecks: Kopecks;
  corrected?: CorrectedLineFacts["corrected"];
  restOf?: CorrectedLineFacts["restOf"];
}

/** An invoice's lines as they are shown, in their order. */
export function shownLines(lines: readonly LineFacts[]): InvoiceLine[] {
  return lines.map((line, id) => ({
    id,
    service: line.serviceName,
    clinic: line.clinic,
    servedOn: line.serviceDate,
    quantity: line.quantity,
    price: line.priceKopecks,
    cost: line.costKopecks,
    franchise: line.franchiseKopecks,
    corrected: line.corrected ?? null,
    restOf: line.restOf ?? null,
  }));
}

export interface InvoiceLinesProps {
  lines: readonly InvoiceLine[];
  /** Basis points; 2000 is 20 %. */
  rate: number;
  today: LocalDate;
}

/** «Почему столько»: the share as a figure, then every line with its arithmetic opened. */
export function InvoiceLines({ lines, rate, today }: InvoiceLinesProps) {
  const cost = sum(lines.map((line) => line.cost));
  const franchise = sum(lines.map((line) => line.franchise));
  return (
    <section class="section" aria-labelledby="why-amount">
      <h2 id="why-amount">Почему столько</h2>
      <p>
        {lines.length === 1 ? "Услуга стоит" : "Услуги стоят"}{" "}
        <span class="nb">{formatRoubles(cost)}</span>. Вы платите{" "}
        {shareInWords(rate)}&nbsp;— это ваша франшиза, остальное платит страховая.
      </p>
      <Five yours={franchise} insurers={subtract(cost, franchise)} rate={rate} />
      <LinesTable lines={lines} rate={rate} today={today} />
    </section>
  );
}

/** The lines alone, for the window and for print. */
export function LinesTable({ lines, rate, today }: InvoiceLinesProps) {
  const yours = `Ваши ${formatRate(rate)}`;
  return (
    <table class="table table-cards" role="table">
      <caption class="vh">Услуги в&nbsp;счете</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Услуга</th>
          <th scope="col" role="columnheader" class="num">Стоимость</th>
          <th scope="col" role="columnheader" class="num">{yours}</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {lines.map((line) => (
          <tr key={line.id} role="row">
            <td role="cell">
              <p>{line.service}</p>
              <p class="small muted">{dayAndYear(line.servedOn, today)} · {line.clinic}</p>
              {!line.restOf && <Arithmetic line={line} rate={rate} />}
              <CorrectionNote
                franchise={line.franchise}
                corrected={line.corrected ?? null}
                restOf={line.restOf ?? null}
              />
            </td>
            <SumCell amount={line.cost} name="Стоимость" />
            <SumCell amount={line.franchise} name={yours} />
          </tr>
        ))}
      </tbody>
      <tfoot role="rowgroup">
        <tr role="row">
          <th scope="row" role="rowheader">
            {lines.some((line) => line.corrected) ? "Выставлено" : "Всего"}
          </th>
          <SumCell amount={sum(lines.map((line) => line.cost))} name="Стоимость" />
          <SumCell amount={sum(lines.map((line) => line.franchise))} name={yours} />
        </tr>
      </tfoot>
    </table>
  );
}

/** Price × quantity × rate: in one row, or in two where the quantity makes the cost. */
function Arithmetic({ line, rate }: { line: InvoiceLine; rate: number }) {
  const single = formatQuantity(line.quantity) === "1";
  const cost = rounded(exact(BigInt(line.price) * microUnits(line.quantity), 8), line.cost);
  const franchise = rounded(exact(BigInt(line.cost) * BigInt(rate), 6), line.franchise);
  return (
    <>
      {!single && (
        <p class="formula">
          <span class="nb">{bare(line.price)} × {formatQuantity(line.quantity)}</span>{" "}
          <span class="nb">= {cost.result}</span>
          {cost.note}
        </p>
      )}
      <p class="formula">
        <span class="nb">{bare(line.cost)}{single && " × 1"} × {formatRate(rate)}</span>{" "}
        <span class="nb">= {franchise.result}</span>
        {franchise.note}
      </p>
    </>
  );
}

/** Where the product has parts of a kopeck, both numbers are shown. */
function rounded(product: string, amount: Kopecks): { result: string; note: string } {
  if (product === bare(amount)) return { result: formatRoubles(amount), note: "" };
  return {
    result: product,
    note: `, до\u00a0копейки\u00a0—\u00a0${formatRoubles(amount)}`,
  };
}

/** `value` ÷ 10^digits as roubles with at least two decimals: `266,666`. */
function exact(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, "0");
  const decimals = text.slice(-digits).replace(/0+$/, "").padEnd(2, "0");
  return `${text.slice(0, -digits).replace(/\B(?=(\d{3})+$)/g, "\u00a0")},${decimals}`;
}

/** `1 333,33`, without the sign. */
function bare(amount: Kopecks): string {
  return formatRoubles(amount).replace(/\u00a0₽$/, "");
}

function shareInWords(rate: number): string {
  return rate === 2000 ? `пятую часть, ${formatRate(rate)}` : formatRate(rate);
}
