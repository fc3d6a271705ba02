import { formatPhone, internationalPhone } from "../../domain/phone.ts";
import { define } from "../../state.ts";
import { Frame } from "../(_frame)/frame.tsx";

export default define.page(function Waiting({ state }) {
  const { deskPhone } = state.site;
  return (
    <Frame state={state} title="Сверяем номер телефона" active="register" width="narrow">
      <div class="sheet">
        <h1>Сверяем номер телефона</h1>
        <p>
          Код подошел, данные приняты. Кабинет откроет сотрудник страховой, обычно за&nbsp;один
          рабочий день: этого номера нет в&nbsp;списке работодателя, или он уже записан
          за&nbsp;другим кабинетом.
        </p>
        <h2>Что дальше</h2>
        <ol>
          <li>Ничего отправлять снова не&nbsp;нужно: эту страницу можно закрыть.</li>
          <li>
            На&nbsp;следующий рабочий день <a href="/login">войдите</a>{" "}
            по&nbsp;этому&nbsp;же номеру, код придет в&nbsp;СМС.
          </li>
          <li>
            Кода нет и&nbsp;через день? Позвоните на&nbsp;медпульт:{" "}
            <a class="nb" href={`tel:${internationalPhone(deskPhone)}`}>
              {formatPhone(deskPhone)}
            </a>.
          </li>
        </ol>
      </div>
    </Frame>
  );
});
