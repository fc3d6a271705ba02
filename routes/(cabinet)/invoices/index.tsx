import { Empty } from "../../../components/page/empty.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import {
  calendars,
  invoiceStatus,
  invoiceTerm,
} from "../../../components/invoice/invoice_facts.ts";
import { InvoiceFilter, NothingShown } from "../../../components/invoice/invoice_filter.tsx";
import { InvoiceList, type InvoiceRow, PayBar } from "../../../components/invoice/invoice_list.tsx";
import {
  beingChecked,
  isPayable,
  owedByDay,
  readView,
  selectInvoices,
  settledTitle,
  viewHref,
} from "../../../components/invoice/invoice_selection.ts";
import { Sum } from "../../../components/page/money.tsx";
import { OwedSummary } from "../../../components/invoice/owed_summary.tsx";
import { Pagination } from "../../../components/page/pagination.tsx";
import {
  forPerson,
  PersonField,
  PersonSwitch,
  type SwitchPerson,
} from "../../../components/page/person_switch.tsx";
import { sum } from "../../../domain/money.ts";
import { shortName } from "../../../domain/person_name.ts";
import { counted } from "../../../domain/russian.ts";
import ChooseAll from "../../../islands/ChooseAll.tsx";
import ChosenTotal from "../../../islands/ChosenTotal.tsx";
import InvoiceWindow from "../../../islands/InvoiceWindow.tsx";
import { defineInsured, type Insured, type InsuredState } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { personAmong, wantedPerson } from "../../(_frame)/shown_person.ts";

type Known = Awaited<ReturnType<InsuredState["useCases"]["readInvoices"]>>["invoices"][number];

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const insuredId = wantedPerson(ctx.url);
    const payerId = owner.personId;
    const { invoices, calendar } = await useCases.readInvoices({ payerId, insuredId, ip });
    const people = peopleOf(invoices, owner);
    const shown = personAmong(insuredId, [owner, ...people]);
    return {
      data: {
        calendar,
        people,
        shown,
        invoices: invoices.filter((one) => shown === null || one.insuredId === shown.personId),
      },
    };
  },
});

export default defineInsured.page<typeof handler>(function Invoices({ data, state, url }) {
  const { today, owner } = state;
  const { invoices, people, shown } = data;
  const shownId = shown?.personId ?? null;
  const view = readView(url.searchParams);
  const selection = selectInvoices(invoices, view, today);
  const { unpaid, paid, paidRows, page } = selection;
  const closedTitle = settledTitle(invoices.filter(({ settlement }) => settlement !== null));
  const payable = invoices.filter(isPayable);
  const several = payable.length > 1;
  const choosable = several ? unpaid.filter(isPayable) : [];
  const nearest = payable.map((invoice) => invoice.dueOn).filter((day) => day >= today).sort()[0];
  const errors: FieldError[] = url.searchParams.has("choose")
    ? [{
      field: choosable[0] ? `invoice-${choosable[0].id}` : "main",
      heading: "Ничего не\u00a0выбрано",
      message: "Выберите хотя бы один счет",
    }]
    : [];

  const calendarFor = calendars(data.calendar);
  const row = (invoice: Known): InvoiceRow => {
    const calendar = calendarFor(invoice.region);
    const status = invoiceStatus(invoice, calendar, today);
    const open = isPayable(invoice);
    return {
      id: invoice.id,
      number: invoice.id,
      href: forPerson(`/invoices/${invoice.id}`, shownId),
      fileHref: `/invoices/${invoice.id}/file`,
      summary: summaryOf(invoice, shown),
      amount: invoice.settlement === null ? invoice.owedKopecks : invoice.totalKopecks,
      status,
      term: open && status.kind !== "overdue"
        ? invoiceTerm(invoice, calendar, today).position
        : null,
      choice: open && several ? "open" : "none",
    };
  };

  return (
    <Frame
      state={state}
      title={titleWithErrors(titleFor(shown, owner), errors)}
      active="invoices"
      shown={shown}
    >
      <h1>{titleFor(shown, owner)}</h1>
      <PersonSwitch path="/invoices" ownerId={owner.personId} people={people} shownId={shownId} />
      <div class="stack">
        <ErrorSummary errors={errors} />
        {invoices.length === 0 && (
          <Empty title="Счетов нет">Появится новый&nbsp;— пришлем СМС.</Empty>
        )}
        {payable.length > 0 && (
          <OwedSummary
            amount={sum(payable.map((invoice) => invoice.owedKopecks))}
            nearestDue={nearest ?? null}
            today={today}
            parts={owedByDay(invoices, today)}
            checking={beingChecked(invoices)}
          >
            <form method="get" action="/invoices/pay">
              <PersonField personId={shownId} />
              {payable.map((invoice) => (
                <input key={invoice.id} type="hidden" name="invoice" value={invoice.id} />
              ))}
              <button class="button" type="submit">
                {several ? `Оплатить все (${payable.length})` : "Оплатить"}
              </button>
            </form>
          </OwedSummary>
        )}
        {invoices.length > 1 && (
          <InvoiceFilter view={view} selection={selection} closed={closedTitle} />
        )}
        {invoices.length > 0 && unpaid.length + paid.length === 0 && <NothingShown view={view} />}
        {unpaid.length > 0 && (
          <section class="sheet" aria-labelledby="unpaid">
            <h2 id="unpaid">{view.show === "overdue" ? "Просроченные" : "К\u00a0оплате"}</h2>
            {choosable.length > 1 && <ChooseAll form="choose" count={choosable.length} />}
            <form method="get" action="/invoices/pay" id="choose">
              <PersonField personId={shownId} />
              <InvoiceList caption="Счета к оплате" rows={unpaid.map(row)} />
              {choosable.length > 0 && (
                <PayBar>
                  <ChosenTotal
                    form="choose"
                    amounts={Object.fromEntries(
                      choosable.map((invoice) => [String(invoice.id), invoice.owedKopecks]),
                    )}
                  />
                </PayBar>
              )}
            </form>
          </section>
        )}
        {paid.length > 0 && (
          <section class="sheet" aria-labelledby="paid">
            <h2 id="paid">{closedTitle}</h2>
            {paidRows.total > 1 && (
              <p class="muted">
                Всего <Sum amount={selection.paidTotal} />,{" "}
                {counted(paidRows.total, ["счет", "счета", "счетов"])}
                {view.year !== null && ` за\u00a0${view.year}\u00a0год`}
              </p>
            )}
            <InvoiceList caption={`${closedTitle} счета`} rows={paid.map(row)} />
            {view.show !== "paid" && paid.length < paidRows.total && (
              <a class="link" href={viewHref({ ...view, show: "paid", page: 1 })}>
                Показать все {closedTitle.toLowerCase()} ({paidRows.total})
              </a>
            )}
            {view.show === "paid" && paid.length < paidRows.total && (
              <Pagination
                {...paidRows}
                previousHref={page > 1 ? viewHref({ ...view, page: page - 1 }) : null}
                nextHref={paidRows.to < paidRows.total
                  ? viewHref({ ...view, page: page + 1 })
                  : null}
              />
            )}
          </section>
        )}
        {invoices.length > 0 && (
          <nav class="links" aria-label="Платежи и выписки">
            <a class="link" href="/payments">Мои платежи</a>
            <a class="link" href="/statement">Выписка для вычета</a>
            <a class="link" href={forPerson("/invoices/file", shownId)}>Вся история (xlsx)</a>
          </nav>
        )}
      </div>
      {invoices.length > 0 && <InvoiceWindow links="a.open-row" />}
    </Frame>
  );
});

/**
 * Whom the invoices may be shown of besides the payer: for whom they act, and who has come of age
 * since, while there are invoices of theirs.
 */
function peopleOf(invoices: readonly Known[], owner: Insured): SwitchPerson[] {
  const people = new Map<number, SwitchPerson>(
    owner.represented.map((person) => [person.personId, person]),
  );
  for (const { insuredId, insuredName } of invoices) {
    if (insuredName === null || people.has(insuredId)) continue;
    people.set(insuredId, { personId: insuredId, ...insuredName });
  }
  return [...people.values()];
}

/** The person is in the title too: open tabs are told apart. */
function titleFor(shown: SwitchPerson | null, owner: Insured): string {
  if (shown === null || shown.personId === owner.personId) return "Мои счета";
  return `Счета: ${shortName(shown)}`;
}

/** Names the insured where that is another than the payer, and the page does not say so already. */
function summaryOf({ firstService, lineCount, insuredName }: Known, shown: SwitchPerson | null) {
  const more = lineCount > 1
    ? ` и\u00a0еще ${counted(lineCount - 1, ["услуга", "услуги", "услуг"])}`
    : "";
  return `${firstService}${more}${
    insuredName && shown === null ? ` · ${shortName(insuredName)}` : ""
  }`;
}
