import { HttpError } from "fresh";
import { Empty } from "../../../components/page/empty.tsx";
import { BackLink } from "../../../components/page/layout.tsx";
import { Pagination } from "../../../components/page/pagination.tsx";
import { PaymentStatus } from "../../../components/payment/receipt.tsx";
import { unbroken } from "../../../components/page/text.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { formatDateTime, numbered } from "../../../domain/russian.ts";
import { defineInsured, type InsuredState } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";

type Payment = Awaited<
  ReturnType<InsuredState["useCases"]["readPayments"]>
>["payments"][number];

const PAYMENTS_A_PAGE = 50;

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner } = ctx.state;
    const from = ctx.url.searchParams.get("from") ?? "1";
    if (!/^[1-9]\d{0,5}$/.test(from)) throw new HttpError(404);
    const offset = Number(from) - 1;
    const page = { payerId: owner.personId, offset, limit: PAYMENTS_A_PAGE };
    const { payments, total } = await useCases.readPayments(page);
    if (payments.length === 0 && offset > 0) throw new HttpError(404);
    return { data: { payments, total, offset } };
  },

  async POST(ctx) {
    const { useCases, owner, form } = ctx.state;
    const opened = await useCases.openPayment({
      payerId: owner.personId,
      invoiceIds: form.getAll("invoice").map(Number).filter(Number.isSafeInteger),
      receiptEmail: owner.email,
      receiptPhone: owner.phone,
    });
    if (opened.ok) {
      const page = opened.confirmationUrl;
      return page === null
        ? ctx.redirect(`/payments/${opened.attemptId}`, 303)
        : new Response(null, { status: 303, headers: { location: page } });
    }
    switch (opened.reason) {
      case "none":
        return ctx.redirect("/invoices?choose", 303);
      case "paid":
        return ctx.redirect("/invoices", 303);
      case "busy":
        return ctx.redirect(`/payments/${opened.attemptId}?busy`, 303);
      case "too_many":
        throw new HttpError(422, "Больше 80 счетов за один раз банк не примет");
      case "unknown_invoice":
        throw new HttpError(404);
    }
  },
});

export default defineInsured.page<typeof handler>(function Payments({ data, state }) {
  const { payments, total, offset } = data;
  const { timeZone } = state.owner;
  const end = offset + payments.length;
  const href = (first: number) => first === 0 ? "/payments" : `/payments?from=${first + 1}`;
  return (
    <Frame state={state} title="Мои платежи" active="invoices">
      <BackLink href="/invoices">Мои счета</BackLink>
      <h1>Мои платежи</h1>
      <div class="stack">
        {total === 0
          ? (
            <Empty title="Платежей пока нет">
              Оплатите счет&nbsp;— здесь появится квитанция.
            </Empty>
          )
          : (
            <section class="sheet" aria-label="Платежи, новые сверху">
              <table class="table table-cards invoices" role="table">
                <caption class="vh">Платежи, новые сверху</caption>
                <thead role="rowgroup">
                  <tr role="row">
                    <th scope="col" role="columnheader">Платеж</th>
                    <th scope="col" role="columnheader">Состояние</th>
                    <th scope="col" role="columnheader" class="num">Сумма</th>
                  </tr>
                </thead>
                <tbody role="rowgroup">
                  {payments.map((payment) => (
                    <tr role="row" key={payment.id}>
                      <td role="cell" class="what">
                        <a class="open-row" href={`/payments/${payment.id}`}>
                          {unbroken(
                            formatDateTime(payment.capturedAt ?? payment.createdAt, timeZone),
                          )}
                        </a>
                        <p class="small muted">{invoicesInWords(payment)}</p>
                      </td>
                      <td role="cell" class="state">
                        <PaymentStatus state={payment.state} />
                      </td>
                      <td role="cell" class="num">{formatRoubles(payment.amountKopecks)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {total > PAYMENTS_A_PAGE && (
                <Pagination
                  from={offset + 1}
                  to={end}
                  total={total}
                  previousHref={offset > 0 ? href(Math.max(0, offset - PAYMENTS_A_PAGE)) : null}
                  nextHref={end < total ? href(end) : null}
                />
              )}
            </section>
          )}
      </div>
    </Frame>
  );
});

const MOST_NAMED = 3;

/** «Счета № 2041, № 2042, № 2043 и еще 5» */
function invoicesInWords({ invoiceIds }: Payment): string {
  const named = invoiceIds.slice(0, MOST_NAMED).map(numbered).join(", ");
  const left = invoiceIds.length - MOST_NAMED;
  const more = left > 0 ? ` и\u00a0еще\u00a0${left}` : "";
  return `${invoiceIds.length === 1 ? "Счет" : "Счета"} ${named}${more}`;
}
