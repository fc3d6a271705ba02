import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { localDate } from "../../domain/local_date.ts";
import { kopecks, multiply, share } from "../../domain/money.ts";
import { parseQuantity } from "../../domain/quantity.ts";
import { Five } from "../page/five.tsx";
import { type InvoiceLine, InvoiceLines } from "./invoice_lines.tsx";
import { InvoiceList, type InvoiceRow } from "./invoice_list.tsx";

const today = localDate("2026-05-18");

function line(price: number, quantityText = "1"): InvoiceLine {
  const quantity = parseQuantity(quantityText);
  assert.ok(quantity);
  const cost = multiply(kopecks(price), quantity);
  return {
    id: price,
    service: "Прием <врача>",
    clinic: "«Клиника»",
    servedOn: localDate("2026-04-02"),
    quantity,
    price: kopecks(price),
    cost,
    franchise: share(cost, 2000),
  };
}

function text(html: string): string {
  return html.replace(/<[^>]+>/g, "").replaceAll("\u00a0", " ");
}

Deno.test("each line shows its arithmetic and the foot adds up", () => {
  const html = render(
    <InvoiceLines lines={[line(160_000, "2"), line(130_000)]} rate={2000} today={today} />,
  );
  const seen = text(html);
  assert.match(seen, /1 600,00 × 2 = 3 200,00 ₽/);
  assert.match(seen, /3 200,00 × 20 % = 640,00 ₽/);
  assert.match(seen.slice(seen.indexOf("Всего")), /4 500,00 ₽.*900,00 ₽/);
  assert.match(seen, /Вы 900,00 ₽/);
  assert.match(seen, /Страховая 3 600,00 ₽/);
  assert.ok(html.includes("&lt;врача>"));
});

Deno.test("a rounded line shows the exact product and what it was rounded to", () => {
  const seen = text(
    render(<InvoiceLines lines={[line(133_333), line(77_777, "2.5")]} rate={2000} today={today} />),
  );
  assert.match(seen, /1 333,33 × 1 × 20 % = 266,666, до копейки — 266,67 ₽/);
  assert.match(seen, /777,77 × 2,5 = 1 944,425, до копейки — 1 944,43 ₽/);
});

Deno.test("the quantity is shown of a single unit too, in one row with the rate", () => {
  const seen = text(render(<InvoiceLines lines={[line(130_000)]} rate={2000} today={today} />));
  assert.match(seen, /1 300,00 × 1 × 20 % = 260,00 ₽/);
  assert.doesNotMatch(seen, /× 1 =/);
});

Deno.test("a fifth fills one cell, a tenth half of it", () => {
  const shareOf = (rate: number) =>
    render(<Five yours={kopecks(1)} insurers={kopecks(4)} rate={rate} />)
      .match(/class="five-share"[^>]*width="([\d.]+)"/)?.[1];
  assert.equal(Number(shareOf(1000)) * 2, Number(shareOf(2000)));
});

function row(status: InvoiceRow["status"], choice: InvoiceRow["choice"]): InvoiceRow {
  return {
    id: 7,
    number: 2041,
    href: "/invoices/2041",
    fileHref: "/invoices/2041.xlsx",
    summary: "Прием",
    amount: kopecks(90_000),
    status,
    term: null,
    choice,
  };
}

Deno.test("an invoice to pay can be chosen by name and opened", () => {
  const rows = [row({ kind: "to_pay", today }, "chosen")];
  const html = render(<InvoiceList caption="Счета" rows={rows} />);
  assert.match(html, /name="invoice" value="7" checked/);
  assert.match(html, /aria-label="Выбрать №\u00a02041, 900,00\u00a0₽"/);
  assert.match(html, /href="\/invoices\/2041"/);
});

Deno.test("a paid invoice can't be chosen and still opens", () => {
  const rows = [row({ kind: "settled", by: "payment", on: today, today }, "none")];
  const html = render(<InvoiceList caption="Счета" rows={rows} />);
  assert.doesNotMatch(html, /checkbox|Выбрать/);
  assert.match(html, /Оплачен 18\u00a0мая/);
  assert.match(html, /href="\/invoices\/2041"/);
});
