import { Empty } from "../../../components/empty.tsx";
import { ErrorSummary, titleWithErrors } from "../../../components/form.tsx";
import {
  calendars,
  invoiceStatus,
  invoiceTerm,
  paidOn,
} from "../../../components/invoice_facts.ts";
import { InvoiceList, type InvoiceRow, OwedSummary } from "../../../components/invoice_list.tsx";
import { PayBar } from "../../../components/invoice_list.tsx";
import { kopecks, sum } from "../../../domain/money.ts";
import { shortName } from "../../../domain/person_name.ts";
import { counted } from "../../../domain/russian.ts";
import ChosenTotal from "../../../islands/ChosenTotal.tsx";
import { defineInsured, type InsuredState } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";

type Known = Awaited<ReturnType<InsuredState["useCases"]["readInvoices"]>>["invoices"][number];

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    return { data: await useCases.readInvoices({ payerId: owner.personId, ip }) };
  },
});

export default defineInsured.page<typeof handler>(function Invoices({ data, state, url }) {
  const { today } = state;
  const calendarFor = calendars(data.calendar);
  const row = (invoice: Known): InvoiceRow => {
    const calendar = calendarFor(invoice.region);
    const status = invoiceStatus(invoice, calendar, today);
    const open = status.kind !== "paid" && status.kind !== "checking";
    return {
      id: invoice.id,
      number: invoice.id,
      href: `/invoices/${invoice.id}`,
      fileHref: `/invoices/${invoice.id}/file`,
      summary: summaryOf(invoice),
      amount: kopecks(status.kind === "paid" ? invoice.totalKopecks : invoice.owedKopecks),
      status,
      term: open && status.kind !== "overdue"
        ? invoiceTerm(invoice, calendar, today).position
        : null,
      choice: open ? "open" : "none",
    };
  };
  const unpaid = data.invoices.filter((invoice) => paidOn(invoice) === null)
    .sort((a, b) => a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id - b.id);
  const paid = data.invoices.filter((invoice) => paidOn(invoice) !== null);
  const payable = unpaid.filter((invoice) => invoice.attemptId === null);
  const nearest = payable.find((invoice) => invoice.dueOn >= today)?.dueOn ?? null;
  const errors = url.searchParams.has("choose")
    ? [{ field: `invoice-${payable[0]?.id ?? ""}`, message: "Выберите хотя бы один счет" }]
    : [];
  return (
    <Frame state={state} title={titleWithErrors("Мои счета", errors)} active="invoices">
      <h1>Мои счета</h1>
      <div class="stack">
        <ErrorSummary errors={errors} />
        {data.invoices.length === 0 && (
          <Empty title="Счетов нет">Появится новый&nbsp;— пришлем СМС.</Empty>
        )}
        {payable.length > 0 && (
          <OwedSummary
            amount={sum(payable.map((invoice) => invoice.owedKopecks))}
            nearestDue={nearest}
            today={today}
          >
            <form method="get" action="/invoices/pay">
              {payable.map((invoice) => (
                <input key={invoice.id} type="hidden" name="invoice" value={invoice.id} />
              ))}
              <button class="button" type="submit">
                {payable.length === 1 ? "Оплатить" : `Оплатить все (${payable.length})`}
              </button>
            </form>
          </OwedSummary>
        )}
        {unpaid.length > 0 && (
          <section class="sheet" aria-labelledby="unpaid">
            <h2 id="unpaid">К&nbsp;оплате</h2>
            <form method="get" action="/invoices/pay" id="choose">
              <InvoiceList caption="Счета к оплате" rows={unpaid.map(row)} />
              {payable.length > 1 && (
                <PayBar>
                  <ChosenTotal
                    form="choose"
                    amounts={Object.fromEntries(
                      payable.map((invoice) => [String(invoice.id), invoice.owedKopecks]),
                    )}
                  />
                </PayBar>
              )}
            </form>
          </section>
        )}
        {paid.length > 0 && (
          <section class="sheet" aria-labelledby="paid">
            <h2 id="paid">Оплаченные</h2>
            <InvoiceList caption="Оплаченные счета" rows={paid.map(row)} />
          </section>
        )}
        {data.invoices.length > 0 && (
          <nav class="links" aria-label="Платежи и выписки">
            <a class="link" href="/payments">Мои платежи</a>
            <a class="link" href="/statement">Выписка для вычета</a>
            <a class="link" href="/invoices/file">Вся история (xlsx)</a>
          </nav>
        )}
      </div>
    </Frame>
  );
});

function summaryOf({ firstService, lineCount, insuredName }: Known): string {
  const more = lineCount > 1
    ? ` и\u00a0еще ${counted(lineCount - 1, ["услуга", "услуги", "услуг"])}`
    : "";
  return `${firstService}${more}${insuredName ? ` · ${shortName(insuredName)}` : ""}`;
}
