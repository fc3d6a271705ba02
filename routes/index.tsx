import { Head } from "fresh/runtime";
import {
  SAMPLE_SUMS,
  SampleInvoice,
  SampleReasons,
} from "../components/invoice/sample_invoice.tsx";
import { FiveSteps, type FiveStepsProps } from "../components/page/five_steps.tsx";
import { formatPhone, internationalPhone } from "../domain/phone.ts";
import { define } from "../state.ts";
import { Frame } from "./(_frame)/frame.tsx";

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.state.owner?.kind === "insured") return ctx.redirect("/invoices", 303);
    return { data: null };
  },
});

const STEPS: FiveStepsProps["steps"] = [
  {
    when: "До\u00a0первого визита",
    title: "Согласие",
    text:
      "Регистрируетесь и\u00a0соглашаетесь платить 20\u00a0%\u00a0услуги: это и\u00a0есть франшиза.",
  },
  {
    when: "Следующий рабочий день",
    title: "Полис работает",
    text: "День назовем сразу. Выходные и\u00a0праздники пропускаем, обещанное не\u00a0сдвигаем.",
  },
  {
    when: "Когда нужно",
    title: "Лечение",
    text: "Записываетесь через медпульт. В\u00a0клинике ничего не\u00a0платите.",
  },
  {
    when: "Через 1,5–2\u00a0месяца",
    title: "Счет",
    text: "Клиника отчитывается, счет появляется здесь. О\u00a0нем придет СМС.",
  },
  {
    when: "30\u00a0рабочих дней",
    title: "Оплата",
    text: "На\u00a0странице банка, можно несколько счетов сразу. О\u00a0сроке напомним.",
  },
];

export default define.page<typeof handler>(function Start({ state }) {
  const { deskPhone } = state.site;
  return (
    <Frame state={state} title="Кабинет ДМС с франшизой">
      <Head>
        <meta
          name="description"
          content="Личный кабинет ДМС с франшизой 20 %: полисы, счета, сроки и оплата."
        />
      </Head>
      <div class="start">
        <div class="start-head">
          <div class="start-say">
            <h1>Лечитесь по&nbsp;ДМС, платите пятую&nbsp;часть</h1>
            <p class="lead">
              В&nbsp;клинике платить не&nbsp;нужно. Страховая оплачивает 80&nbsp;% каждой услуги,
              вы&nbsp;—&nbsp;20&nbsp;%, позже и&nbsp;по&nbsp;счету, который объясняет каждую
              копейку.
            </p>
            <div class="actions">
              <a class="button" href="/login">Войти</a>
              <a class="button button-quiet" href="/register">Зарегистрироваться</a>
            </div>
            <p class="muted">
              Полис вам дал работодатель. Нужны его номер или табельный номер и&nbsp;телефон,
              который знает отдел кадров.
            </p>
          </div>
          <SampleInvoice />
        </div>

        <section class="start-part" aria-labelledby="how">
          <h2 id="how">Что происходит и&nbsp;когда</h2>
          <FiveSteps steps={STEPS} />
        </section>

        <section class="start-part" aria-labelledby="explained">
          <h2 id="explained">Счет объясняет себя сам</h2>
          <p class="lead">
            Почему <span class="nb">{SAMPLE_SUMS.yours}</span>, а&nbsp;не{" "}
            <span class="nb">{SAMPLE_SUMS.whole}</span>, и&nbsp;почему до&nbsp;29&nbsp;мая. Человек,
            клиника и&nbsp;цены вымышлены, расчет и&nbsp;календарь настоящие.
          </p>
          <div class="sheet">
            <SampleReasons />
          </div>
        </section>

        <div class="start-answers">
          <section aria-labelledby="unpaid">
            <h2 id="unpaid">Если не&nbsp;заплатить в&nbsp;срок</h2>
            <p>
              Останется только экстренная помощь, пока долг не&nbsp;оплачен. Потом программа
              вернется на&nbsp;следующий рабочий день. До&nbsp;срока напомним в&nbsp;СМС, письмом
              и&nbsp;по&nbsp;телефону.
            </p>
            <a class="link" href="/help#unpaid">Что будет по&nbsp;дням</a>
          </section>
          <section aria-labelledby="employer">
            <h2 id="employer">Что узнает работодатель</h2>
            <p>
              Только о&nbsp;неоплаченных счетах: номер, сумму и&nbsp;срок. Клиник, услуг
              и&nbsp;диагнозов он не&nbsp;увидит, это врачебная тайна.
            </p>
            <a class="link" href="/help#private">Кто что видит</a>
          </section>
          <section aria-labelledby="desk">
            <h2 id="desk">Медицинский пульт</h2>
            <p>Круглосуточно: запись к&nbsp;врачу, экстренная помощь, вопросы о&nbsp;счете.</p>
            <a class="link start-phone" href={`tel:${internationalPhone(deskPhone)}`}>
              {formatPhone(deskPhone)}
            </a>
          </section>
        </div>
      </div>
    </Frame>
  );
});
