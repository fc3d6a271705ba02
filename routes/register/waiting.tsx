import { define } from "../../state.ts";
import { Frame } from "../(_frame)/frame.tsx";

export default define.page(function Waiting({ state }) {
  return (
    <Frame state={state} title="Проверяем номер телефона" active="register" width="narrow">
      <div class="sheet">
        <h1>Проверяем номер телефона</h1>
        <p>
          Код подошел. Работодатель не передал нам ваш номер, поэтому сотрудник страховой сверит
          данные, обычно за один рабочий день.
        </p>
        <p>После этого войдите по этому же номеру: код придет в СМС.</p>
      </div>
    </Frame>
  );
});
