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
      <div class="sheet">
        <h1>Лечитесь по ДМС, платите пятую часть</h1>
        <p>
          В клинике платить не нужно. Страховая оплачивает 80&nbsp;% каждой услуги, вы — 20&nbsp;%:
          позже, по счету, в котором видна каждая услуга, каждая копейка и каждый день срока.
        </p>
        <p class="actions">
          <a class="button" href="/login">Войти</a>
          <a class="button button-quiet" href="/register">Зарегистрироваться</a>
        </p>
        <h2>Как это устроено</h2>
        <ol>
          <li>
            Зарегистрируйтесь по номеру телефона, который знает работодатель, и активируйте франшизу
            до первого визита в клинику.
          </li>
          <li>Со следующего рабочего дня лечитесь по программе. В клинике ничего не платите.</li>
          <li>
            Через полтора-два месяца придет СМС о счете. На оплату есть 30&nbsp;рабочих дней, мы
            напомним.
          </li>
        </ol>
      </div>
    </Frame>
  );
});
