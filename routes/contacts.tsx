import { formatPhone, internationalPhone } from "../domain/phone.ts";
import { define } from "../state.ts";
import { Frame } from "./(_frame)/frame.tsx";

export default define.page(function Contacts({ state }) {
  const { deskPhone, insurerName, insurerContacts: { email, address, hours } } = state.site;
  return (
    <Frame state={state} title="Контакты">
      <div class="columns">
        <div class="sheet">
          <h1>Контакты</h1>
          <section class="stack-tight" aria-labelledby="desk">
            <h2 id="desk">Медицинский пульт, круглосуточно</h2>
            <p>
              <a class="link start-phone" href={`tel:${internationalPhone(deskPhone)}`}>
                {formatPhone(deskPhone)}
              </a>
            </p>
            <dl class="reasons">
              <dt>Записаться к&nbsp;врачу</dt>
              <dd>Подберем клинику вашей программы и&nbsp;запишем.</dd>
              <dt>Экстренная помощь по&nbsp;полису</dt>
              <dd>Работает и&nbsp;тогда, когда осталась только экстренная программа.</dd>
              <dt>Счет: вопрос, ошибка, не&nbsp;получается оплатить</dt>
              <dd>Звоните до&nbsp;конца срока: так можно сделать больше.</dd>
              <dt>Не&nbsp;получается войти или зарегистрироваться</dt>
              <dd>Сверим данные с&nbsp;теми, что передал работодатель.</dd>
            </dl>
            <p class="muted">
              Назовите номер полиса. Код из&nbsp;СМС не&nbsp;называйте никому: сотрудники его
              не&nbsp;спрашивают.
            </p>
          </section>
          <section class="section" aria-labelledby="urgent">
            <h2 id="urgent">Угроза жизни</h2>
            <p>
              Сразу звоните <a class="nb" href="tel:103">103</a>, скорая помощь, или{" "}
              <a class="nb" href="tel:112">112</a>, единый номер. Полис для этого не&nbsp;нужен,
              платить не&nbsp;нужно. На&nbsp;медпульт можно позвонить потом.
            </p>
          </section>
        </div>
        <aside class="sheet sheet-aside">
          <h2>{insurerName}</h2>
          {email || address || hours
            ? (
              <dl class="facts facts-stacked">
                {email && (
                  <>
                    <dt>Почта</dt>
                    <dd>
                      <a class="link" href={`mailto:${email}`}>{email}</a>
                    </dd>
                  </>
                )}
                {address && (
                  <>
                    <dt>Для писем</dt>
                    <dd>{address}</dd>
                  </>
                )}
                {hours && (
                  <>
                    <dt>Часы работы</dt>
                    <dd>{hours}</dd>
                  </>
                )}
              </dl>
            )
            : <p>По&nbsp;всем вопросам звоните на&nbsp;медицинский пульт.</p>}
          {email && (
            <p class="small muted">
              Электронная почта не&nbsp;защищена: не&nbsp;пишите в&nbsp;ней о&nbsp;диагнозах
              и&nbsp;лечении.
            </p>
          )}
          <p>
            Ответы на&nbsp;частые вопросы: <a href="/help">помощь</a>.
          </p>
        </aside>
      </div>
    </Frame>
  );
});
