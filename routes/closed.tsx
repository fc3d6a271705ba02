import { formatPhone } from "../domain/phone.ts";
import { define } from "../state.ts";
import { Frame } from "./(_frame)/frame.tsx";

export default define.page(function Closed({ state }) {
  return (
    <Frame state={state} title="Кабинет закрыт" width="narrow">
      <div class="sheet">
        <h1>Кабинет закрыт</h1>
        <p>
          Согласие на&nbsp;обработку персональных данных отозвано, вход завершен на&nbsp;всех
          устройствах. Подтверждение придет по&nbsp;СМС и&nbsp;на&nbsp;почту.
        </p>
        <p>
          Счета и&nbsp;сроки оплаты остаются, о&nbsp;них сообщим, как раньше. Полис действует
          по&nbsp;договору.
        </p>
        <p>
          Вопрос или нужно оплатить счет? Медпульт:{" "}
          <span class="nb">{formatPhone(state.site.deskPhone)}</span>.
        </p>
        <p>
          <a class="link" href="/register">Открыть кабинет снова: регистрация</a>
        </p>
      </div>
    </Frame>
  );
});
