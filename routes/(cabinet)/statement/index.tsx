import { Empty } from "../../../components/page/empty.tsx";
import { BackLink } from "../../../components/page/layout.tsx";
import { Sign } from "../../../components/page/sign.tsx";
import { yearOf } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { counted } from "../../../domain/russian.ts";
import { defineInsured } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    return { data: await ctx.state.useCases.readPaidYears({ payer: ctx.state.owner }) };
  },
});

export default defineInsured.page<typeof handler>(function Statements({ data: years, state }) {
  const thisYear = yearOf(state.today);
  return (
    <Frame state={state} title="Выписки для вычета" active="invoices">
      <BackLink href="/invoices">Мои счета</BackLink>
      <h1>Выписки для вычета</h1>
      <div class="stack">
        <p>
          Сколько франшизы вы заплатили за&nbsp;год, кому и&nbsp;когда. По&nbsp;письму Минфина
          от&nbsp;29&nbsp;января 2026 <span class="nb">№&nbsp;03-04-06/6072</span>{" "}
          ее можно заявить к&nbsp;социальному налоговому вычету; решает налоговая инспекция.
        </p>
        {years.length === 0
          ? (
            <Empty title="Платежей пока нет">
              Оплатите счет&nbsp;— здесь появится выписка за&nbsp;этот год.
            </Empty>
          )
          : (
            <section class="sheet" aria-label="Выписки по годам">
              <table class="table table-cards invoices" role="table">
                <caption class="vh">Выписки по&nbsp;годам</caption>
                <thead role="rowgroup">
                  <tr role="row">
                    <th scope="col" role="columnheader">Год</th>
                    <th scope="col" role="columnheader" class="num">Заплачено</th>
                    <th scope="col" role="columnheader">Файл</th>
                  </tr>
                </thead>
                <tbody role="rowgroup">
                  {years.map(({ year, count, paidKopecks }) => (
                    <tr role="row" key={year}>
                      <td role="cell" class="what">
                        <a class="open-row" href={`/statement/${year}`}>{year}&nbsp;год</a>
                        <p class="small muted">
                          {counted(count, ["платеж", "платежа", "платежей"])}
                          {year === thisYear && ", год еще идет"}
                        </p>
                      </td>
                      <td role="cell" class="num">{formatRoubles(paidKopecks)}</td>
                      <td role="cell" class="file-cell">
                        <a class="get" href={`/statement/${year}/file`}>
                          <Sign kind="file" />
                          xlsx<span class="vh">, выписка за&nbsp;{year}&nbsp;год</span>
                        </a>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
      </div>
    </Frame>
  );
});
