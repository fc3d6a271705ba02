import { HttpError } from "fresh";
import { CsrfField, SubmitButton } from "../../../components/page/form.tsx";
import { BackLink } from "../../../components/page/layout.tsx";
import { LargeSum } from "../../../components/page/money.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { forPerson } from "../../../components/page/person_switch.tsx";
import type { LocalDate } from "../../../domain/local_date.ts";
import { formatRoubles, kopecks, sum } from "../../../domain/money.ts";
import { MOST_INVOICES_A_PAYMENT } from "../../../domain/payment.ts";
import { shortName } from "../../../domain/person_name.ts";
import { counted, numbered, shortDate } from "../../../domain/russian.ts";
import { defineInsured } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { insuredOf, wantedPerson } from "../../(_frame)/shown_person.ts";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const shownId = wantedPerson(ctx.url);
    const ids = [...new Set(ctx.url.searchParams.getAll("invoice").map(Number))];
    if (ids.length === 0) return ctx.redirect(forPerson("/invoices?choose", shownId), 303);
    if (!ids.every(Number.isSafeInteger)) throw new HttpError(404);
    const { invoices } = await useCases.readInvoices({
      payerId: owner.personId,
      invoiceIds: ids,
      ip,
    });
    const shown = invoices.filter((one) => shownId === null || one.insuredId === shownId);
    const chosen = ids.flatMap((id) => shown.find((invoice) => invoice.id === id) ?? []);
    if (chosen.length < ids.length) throw new HttpError(404);
    const owed = chosen.filter((invoice) => invoice.owedKopecks > 0);
    const open = atOnce(owed);
    if (open.length === 0) return ctx.redirect(forPerson("/invoices", shownId), 303);
    const shownPerson = shownId === null ? null : insuredOf(open[0]!, owner);
    return { data: { open, later: owed.length - open.length, shown: shownPerson } };
  },
});

export default defineInsured.page<typeof handler>(function Pay({ data, state }) {
  const { today } = state;
  const { open, later, shown } = data;
  const shownId = shown?.personId ?? null;
  const total = sum(open.map((invoice) => kopecks(invoice.owedKopecks)));
  return (
    <Frame
      state={state}
      title="Проверьте и оплатите"
      active="invoices"
      width="narrow"
      shown={shown}
    >
      <BackLink href={forPerson("/invoices", shownId)}>Вернуться к&nbsp;счетам</BackLink>
      <div class="sheet">
        <h1>Проверьте и&nbsp;оплатите</h1>
        <LargeSum amount={total} />
        {later > 0 && (
          <Notice
            tone="info"
            title={`За\u00a0один платеж\u00a0— ${MOST_INVOICES_A_PAYMENT}\u00a0счетов`}
          >
            <p>
              Больше банк не&nbsp;примет. Здесь те, у&nbsp;которых срок раньше. Еще{" "}
              {counted(later, ["счет", "счета", "счетов"])} оплатите следующим платежом.
            </p>
          </Notice>
        )}
        <table class="table">
          <caption class="vh">Что вы оплачиваете</caption>
          <thead>
            <tr>
              <th scope="col">Счет</th>
              <th scope="col" class="num">Сумма</th>
            </tr>
          </thead>
          <tbody>
            {open.map((invoice) => (
              <tr key={invoice.id}>
                <td>
                  <a href={forPerson(`/invoices/${invoice.id}`, shownId)}>
                    Счет {numbered(invoice.id)}
                  </a>
                  <p class="small muted">
                    {invoice.insuredName && `${shortName(invoice.insuredName)} · `}
                    {today > invoice.dueOn
                      ? "срок закончился"
                      : `до ${shortDate(invoice.dueOn, { today })}`}
                  </p>
                </td>
                <td class="num">{formatRoubles(kopecks(invoice.owedKopecks))}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <form method="post" action="/payments">
          <CsrfField token={state.csrfToken} />
          {open.map((invoice) => (
            <input key={invoice.id} type="hidden" name="invoice" value={invoice.id} />
          ))}
          <div class="actions">
            <SubmitButton>Оплатить {formatRoubles(total)}</SubmitButton>
          </div>
        </form>
        <p class="muted">
          Дальше откроется страница банка. Чек придет на&nbsp;{state.owner.email}.
        </p>
      </div>
    </Frame>
  );
});

/** As chosen; where they are too many for one payment, those that are due first. */
function atOnce<Invoice extends { id: number; dueOn: LocalDate }>(owed: Invoice[]): Invoice[] {
  if (owed.length <= MOST_INVOICES_A_PAYMENT) return owed;
  const byDueDay = owed.toSorted((a, b) =>
    a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id - b.id
  );
  return byDueDay.slice(0, MOST_INVOICES_A_PAYMENT);
}
