import { formatPhone, internationalPhone } from "../domain/phone.ts";
import { define } from "../state.ts";
import { Frame } from "./(_frame)/frame.tsx";

export default define.page(function Contacts({ state }) {
  const { deskPhone } = state.site;
  return (
    <Frame state={state} title="Контакты" width="narrow">
      <div class="sheet">
        <h1>Контакты</h1>
        <h2>Медицинский пульт</h2>
        <p class="due">
          <a class="nb" href={`tel:${internationalPhone(deskPhone)}`}>{formatPhone(deskPhone)}</a>
        </p>
        <p>
          Круглосуточно: запись в клинику, экстренная помощь, вопросы о счетах и о сроке оплаты.
        </p>
        <p class="muted">
          Назовите номер полиса. Код из СМС не называйте никому: сотрудники его не спрашивают.
        </p>
      </div>
    </Frame>
  );
});
