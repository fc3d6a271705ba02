import { HttpError } from "fresh";
import { CsrfField, SubmitButton } from "../../../components/form.tsx";
import { BackLink } from "../../../components/layout.tsx";
import { LargeSum } from "../../../components/money.tsx";
import { formatRoubles, kopecks, sum } from "../../../domain/money.ts";
import { numbered, shortDate } from "../../../domain/russian.ts";
import { defineInsured } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const ids = [...new Set(ctx.url.searchParams.getAll("invoice").map(Number))];
    if (ids.length === 0) return ctx.redirect("/invoices?choose", 303);
    const { invoices } = await useCases.readInvoices({ payerId: owner.personId, ip });
    const chosen = ids.map((id) => invoices.find((invoice) => invoice.id === id));
    if (chosen.some((invoice) => invoice === undefined)) throw new HttpError(404);
    const known = chosen.filter((invoice) => invoice !== undefined);
    const open = known.filter((invoice) => invoice.owedKopecks > 0);
    if (open.length === 0) return ctx.redirect("/invoices", 303);
    return { data: open };
  },
});

export default defineInsured.page<typeof handler>(function Pay({ data, state }) {
  const { today } = state;
  const total = sum(data.map((invoice) => kopecks(invoice.owedKopecks)));
  return (
    <Frame state={state} title="Проверьте и оплатите" active="invoices" width="narrow">
      <BackLink href="/invoices">Вернуться к&nbsp;счетам</BackLink>
      <div class="sheet">
        <h1>Проверьте и&nbsp;оплатите</h1>
        <LargeSum amount={total} />
        <table class="table">
          <caption class="vh">Что вы оплачиваете</caption>
          <thead>
            <tr>
              <th scope="col">Счет</th>
              <th scope="col" class="num">Сумма</th>
            </tr>
          </thead>
          <tbody>
            {data.map((invoice) => (
              <tr key={invoice.id}>
                <td>
                  <a href={`/invoices/${invoice.id}`}>Счет {numbered(invoice.id)}</a>
                  <p class="small muted">
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
          {data.map((invoice) => (
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
