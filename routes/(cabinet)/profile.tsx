import { fullName } from "../../domain/person_name.ts";
import { formatPhone } from "../../domain/phone.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { defineInsured } from "../../state.ts";
import { Frame } from "../(_frame)/frame.tsx";

export default defineInsured.page(function Profile({ state }) {
  const { owner, site } = state;
  return (
    <Frame state={state} title="Профиль" active="profile" width="narrow">
      <div class="sheet">
        <h1>Профиль</h1>
        <dl class="facts">
          <dt>Имя</dt>
          <dd>{fullName(owner)}</dd>
          <dt>Дата рождения</dt>
          <dd>{dayAndYear(owner.birthDate)}</dd>
          <dt>Телефон</dt>
          <dd class="nb">{formatPhone(owner.phone)}</dd>
          <dt>Почта</dt>
          <dd>{owner.email}</dd>
        </dl>
        <p>
          О новом телефоне или почте сообщите в&nbsp;течение 5&nbsp;календарных дней: позвоните
          на&nbsp;медпульт, <span class="nb">{formatPhone(site.deskPhone)}</span>.
        </p>
        <p>
          <a href="/documents">Документы, которые вы приняли</a>
        </p>
      </div>
    </Frame>
  );
});
