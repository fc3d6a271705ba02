import { FranchiseExample } from "../components/policy_card.tsx";
import { define } from "../state.ts";
import { Frame } from "./(_frame)/frame.tsx";

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.state.owner?.kind === "insured") return ctx.redirect("/invoices", 303);
    return { data: null };
  },
});

export default define.page<typeof handler>(function Start({ state }) {
  return (
    <Frame state={state} title="Кабинет ДМС с франшизой">
      <div class="columns">
        <div class="sheet stack">
          <h1>Лечитесь по&nbsp;ДМС, платите пятую часть</h1>
          <p class="lead">
            В клинике платить не&nbsp;нужно. Страховая оплачивает 80&nbsp;% каждой услуги,
            вы&nbsp;—&nbsp;20&nbsp;%: позже, по&nbsp;счету, в&nbsp;котором видна каждая услуга,
            каждая копейка и&nbsp;каждый день срока.
          </p>
          <p class="actions">
            <a class="button" href="/login">Войти</a>
            <a class="button button-quiet" href="/register">Зарегистрироваться</a>
          </p>
          <section class="section" aria-labelledby="how">
            <h2 id="how">Как это устроено</h2>
            <ol>
              <li>
                Зарегистрируйтесь по&nbsp;номеру телефона, который знает работодатель,
                и&nbsp;активируйте франшизу до&nbsp;первого визита в&nbsp;клинику.
              </li>
              <li>
                Со&nbsp;следующего рабочего дня лечитесь по&nbsp;программе. В&nbsp;клинике ничего
                не&nbsp;платите.
              </li>
              <li>
                Через полтора-два месяца придет СМС о&nbsp;счете. На&nbsp;оплату есть
                30&nbsp;рабочих дней, мы напомним.
              </li>
            </ol>
          </section>
        </div>
        <aside class="sheet">
          <FranchiseExample rate={2000} />
        </aside>
      </div>
    </Frame>
  );
});
