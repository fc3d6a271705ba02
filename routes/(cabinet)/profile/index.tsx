import { Notice } from "../../../components/notice.tsx";
import type { ContactKind } from "../../../domain/contact.ts";
import { fullName } from "../../../domain/person_name.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { dayAndYear } from "../../../domain/russian.ts";
import { defineInsured, type Insured } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { Mailbox } from "./(_contact)/mailbox.tsx";

export const handler = defineInsured.handlers({
  GET(ctx) {
    const changed = ctx.url.searchParams.get("changed");
    const data: { changed: ContactKind | null } = {
      changed: changed === "phone" || changed === "email" ? changed : null,
    };
    return { data };
  },
});

export default defineInsured.page<typeof handler>(function Profile({ data, state }) {
  const { owner, site } = state;
  return (
    <Frame state={state} title="Профиль" active="profile" width="narrow">
      <div class="sheet">
        {data.changed && <Changed kind={data.changed} owner={owner} />}
        <h1>Профиль</h1>
        <dl class="facts">
          <dt>Имя</dt>
          <dd>{fullName(owner)}</dd>
          <dt>Дата рождения</dt>
          <dd>{dayAndYear(owner.birthDate)}</dd>
        </dl>
        <section class="section" aria-labelledby="contacts">
          <h2 id="contacts">Как с вами связаться</h2>
          <dl class="contact-list">
            <div class="contact">
              <dt>Телефон</dt>
              <dd class="contact-value nb">{formatPhone(owner.phone)}</dd>
              <dd class="contact-use">Для входа и СМС о счетах</dd>
              <dd class="contact-change">
                <a class="link" href="/profile/phone">
                  Изменить <span class="vh">телефон</span>
                </a>
              </dd>
            </div>
            <div class="contact">
              <dt>Почта</dt>
              <dd>
                <Mailbox address={owner.email} />
              </dd>
              <dd class="contact-use">Для писем о счетах и чеков</dd>
              <dd class="contact-change">
                <a class="link" href="/profile/email">
                  Изменить <span class="vh">почту</span>
                </a>
              </dd>
            </div>
          </dl>
          <p>
            Сменили номер или адрес? Укажите новый здесь в&nbsp;течение 5&nbsp;календарных дней.
            Звонить не&nbsp;нужно.
          </p>
          <p class="muted">
            Ошибка в&nbsp;имени или дате рождения? Позвоните на медпульт:{" "}
            <span class="nb">{formatPhone(site.deskPhone)}</span>.
          </p>
        </section>
        <p>
          <a class="link" href="/documents">Документы, которые вы приняли</a>
        </p>
      </div>
    </Frame>
  );
});

function Changed({ kind, owner }: { kind: ContactKind; owner: Insured }) {
  if (kind === "email") {
    return (
      <Notice tone="done" role="status" title="Почта изменена">
        <p>
          Письма и чеки придут на{" "}
          <Mailbox address={owner.email} />. Об&nbsp;этом сообщим и на&nbsp;прежнюю почту.
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="done" role="status" title="Телефон изменен">
      <p>
        Теперь входите с номером{" "}
        <span class="nb">{formatPhone(owner.phone)}</span>. На других устройствах вход завершен.
        Об&nbsp;этом сообщим и на прежний номер.
      </p>
    </Notice>
  );
}
