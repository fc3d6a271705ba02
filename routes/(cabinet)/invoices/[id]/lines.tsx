import { HttpError, type RouteConfig } from "fresh";
import { Head } from "fresh/runtime";
import { SubmitButton } from "../../../../components/page/form.tsx";
import { InvoiceCorrections } from "../../../../components/invoice/invoice_corrections.tsx";
import { invoiceStatus } from "../../../../components/invoice/invoice_facts.ts";
import { InvoiceLines, shownLines } from "../../../../components/invoice/invoice_lines.tsx";
import { LargeSum } from "../../../../components/page/money.tsx";
import { forPerson, PersonField } from "../../../../components/page/person_switch.tsx";
import { InvoiceStatus } from "../../../../components/page/status.tsx";
import { calendarOf } from "../../../../domain/calendar.ts";
import { formatRoubles } from "../../../../domain/money.ts";
import { shortName } from "../../../../domain/person_name.ts";
import { numbered, shortDate } from "../../../../domain/russian.ts";
import { defineInsured } from "../../../../state.ts";
import { wantedPerson } from "../../../(_frame)/shown_person.ts";

/** A part of a page: «Мои счета» shows it in its window. */
export const config: RouteConfig = { skipAppWrapper: true, skipInheritedLayouts: true };

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const invoiceId = Number(ctx.params["id"]);
    const invoice = Number.isSafeInteger(invoiceId)
      ? await useCases.openInvoice({ invoiceId, payerId: owner.personId, ip })
      : null;
    const shownId = wantedPerson(ctx.url);
    if (invoice === null) throw new HttpError(404);
    if (shownId !== null && shownId !== invoice.insuredId) throw new HttpError(404);
    // Opened as a page, it is the invoice's.
    if (ctx.req.headers.get("sec-fetch-dest") === "document") {
      return ctx.redirect(forPerson(`/invoices/${invoiceId}`, shownId), 303);
    }
    return { data: { ...invoice, shownId } };
  },
});

export default defineInsured.page<typeof handler>(function Lines({ data: invoice, state }) {
  const { today } = state;
  const status = invoiceStatus(invoice, calendarOf(invoice.calendar, invoice.region), today);
  const settled = status.kind === "settled";
  const checking = status.kind === "checking";
  const name = `Счет ${numbered(invoice.id)}`;
  const page = `/invoices/${invoice.id}`;
  return (
    <>
      <Head>
        <title>{`${name} — Пятая часть`}</title>
      </Head>
      <article class="sheet">
        <header class="stack">
          <h2 class="title-quiet" id="window-title">
            {name}
            {invoice.insuredName && ` · ${shortName(invoice.insuredName)}`}
          </h2>
          <LargeSum amount={settled ? invoice.totalKopecks : invoice.owedKopecks} />
          {!settled && !checking && status.kind !== "overdue" && (
            <p class="due">
              Оплатите до <b class="nb">{shortDate(invoice.dueOn, { today })}</b>
            </p>
          )}
          <p>
            <InvoiceStatus {...status} />
          </p>
          <div class="actions">
            {!settled && !checking && (
              <form method="get" action="/invoices/pay">
                <PersonField personId={invoice.shownId} />
                <input type="hidden" name="invoice" value={invoice.id} />
                <SubmitButton>Оплатить {formatRoubles(invoice.owedKopecks)}</SubmitButton>
              </form>
            )}
            {checking && (
              <a class="button" href={`/payments/${invoice.attemptId}`}>Что с&nbsp;платежом</a>
            )}
            <a class="button button-quiet" href={`${page}/file`} download>Файл (xlsx)</a>
            <a class="link" href={forPerson(page, invoice.shownId)}>Открыть страницу счета</a>
          </div>
        </header>
        <InvoiceLines
          lines={shownLines(invoice.lines)}
          rate={invoice.lines[0]?.rateBp ?? 2000}
          today={today}
        />
        <InvoiceCorrections invoice={invoice} today={today} />
      </article>
    </>
  );
});
