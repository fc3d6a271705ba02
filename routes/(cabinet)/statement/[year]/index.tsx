import { HttpError } from "fresh";
import { Checkbox } from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Sign } from "../../../../components/page/sign.tsx";
import { Statement } from "../../../../components/payment/statement.tsx";
import { defineInsured } from "../../../../state.ts";
import { Frame } from "../../../(_frame)/frame.tsx";
import { statementWanted } from "../(_wanted)/statement_wanted.ts";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const wanted = statementWanted(ctx.state, { year: ctx.params["year"], url: ctx.url });
    const statement = await ctx.state.useCases.readStatement(wanted);
    if (statement === null) throw new HttpError(404);
    return { data: { statement, detail: wanted.detail } };
  },
});

export default defineInsured.page<typeof handler>(function YearStatement({ data, state }) {
  const { statement, detail } = data;
  const detailed = detail === "services";
  const file = `/statement/${statement.year}/file${detailed ? "?services=on" : ""}`;
  return (
    <Frame state={state} title={`Выписка за ${statement.year} год`} active="invoices">
      <BackLink href="/statement">Все выписки</BackLink>
      <div class="columns">
        <Statement {...statement}>
          <div class="actions">
            <a class="button" href={file}>
              <Sign kind="file" />
              Скачать xlsx
            </a>
            <p class="small muted">
              Для бумаги или PDF напечатайте эту страницу: меню и&nbsp;кнопки на&nbsp;печать
              не&nbsp;попадут.
            </p>
          </div>
        </Statement>
        <aside class="sheet sheet-aside screen-only" aria-label="Что еще нужно для вычета">
          <h2>Что показать в&nbsp;выписке</h2>
          <form class="form" method="get">
            <Checkbox
              name="services"
              checked={detailed}
              hint="Без них выписку можно спокойно отдать бухгалтеру: где и&nbsp;от&nbsp;чего вы лечились, знать ему не&nbsp;нужно."
            >
              Клиники и&nbsp;услуги
            </Checkbox>
            <div class="actions">
              <button class="button button-quiet" type="submit">Обновить выписку</button>
            </div>
          </form>
          <section class="section" aria-labelledby="beside">
            <h2 id="beside">Что к&nbsp;ней обычно прикладывают</h2>
            <ul>
              <li>Чеки: они приходили на&nbsp;почту после оплаты.</li>
              <li>
                Квитанции из&nbsp;<a href="/payments">«Моих платежей»</a>.
              </li>
              <li>Полис или договор ДМС.</li>
              {statement.insured.some((part) => part.relation === "represented") && (
                <li>Документ о&nbsp;том, что вы законный представитель.</li>
              )}
            </ul>
            <p>
              Какие документы нужны именно вам, скажет налоговая инспекция: она и&nbsp;решает,
              будет&nbsp;ли вычет.
            </p>
          </section>
        </aside>
      </div>
    </Frame>
  );
});
