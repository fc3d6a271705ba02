import { Notice } from "../../../components/page/notice.tsx";
import type { ReminderChannels } from "../../../domain/channels.ts";
import type { ContactKind } from "../../../domain/contact.ts";
import type { LocalDate } from "../../../domain/local_date.ts";
import { fullName } from "../../../domain/person_name.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { dayAndYear, formatDate } from "../../../domain/russian.ts";
import { defineInsured, type Insured, type InsuredState } from "../../../state.ts";
import { sessionToken } from "../../(_frame)/challenge_cookie.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { Mailbox } from "./(_contact)/mailbox.tsx";
import { ConsentList } from "./(_profile)/consent_list.tsx";
import { DeviceList } from "./(_profile)/device_list.tsx";

/** What has just been done, told at the top. */
type Done =
  | { kind: ContactKind | "channels" }
  | { kind: "ended"; sessions: number }
  /** `lastDay` is null where service had not begun. */
  | { kind: "withdrawn"; lastDay: LocalDate | null }
  | { kind: "not_withdrawn" };

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, today, ip } = ctx.state;
    const profile = await useCases.readProfile({
      viewer: owner,
      accountId: owner.accountId,
      sessionToken: sessionToken(ctx.state),
      today,
      ip,
    });
    return { data: { ...profile, done: doneOf(ctx.url.searchParams, profile) } };
  },
});

type Profile = Awaited<ReturnType<InsuredState["useCases"]["readProfile"]>>;

function doneOf(query: URLSearchParams, { consents }: Profile): Done | null {
  const changed = query.get("changed");
  if (changed === "phone" || changed === "email" || changed === "channels") {
    return { kind: changed };
  }
  const ended = query.get("ended");
  if (ended !== null && /^\d{1,4}$/.test(ended)) return { kind: "ended", sessions: Number(ended) };
  if (query.has("not_withdrawn")) return { kind: "not_withdrawn" };
  const withdrawn = query.get("withdrawn");
  const consent = consents.find(({ id, state }) =>
    String(id) === withdrawn && state === "withdrawn"
  );
  if (!consent || consent.serviceEndsOn === null) return null;
  const { serviceEndsOn, serviceServed } = consent;
  return { kind: "withdrawn", lastDay: serviceServed ? serviceEndsOn : null };
}

export default defineInsured.page<typeof handler>(function Profile({ data, state }) {
  const { consents, devices, channels, done } = data;
  const { owner, site, today, csrfToken } = state;
  return (
    <Frame state={state} title="Профиль" active="profile">
      <h1>Профиль</h1>
      <div class="columns">
        <div class="stack">
          {done && <DoneNotice done={done} owner={owner} />}
          <section class="sheet" aria-labelledby="contacts">
            <h2 id="contacts">Как с вами связаться</h2>
            <Contacts owner={owner} channels={channels} />
            <p>
              Сменили номер или адрес? Укажите новый здесь в&nbsp;течение 5&nbsp;календарных дней.
              Звонить не&nbsp;нужно.
            </p>
          </section>
          <section class="sheet" aria-labelledby="consents">
            <h2 id="consents">Ваши согласия</h2>
            <p class="muted">
              Отозвать согласие можно в&nbsp;любой день. Сначала покажем, что изменится.
            </p>
            <ConsentList
              consents={consents}
              ownerId={owner.personId}
              timeZone={owner.timeZone}
              today={today}
            />
          </section>
          <section class="sheet" aria-labelledby="devices">
            <h2 id="devices">Где открыт кабинет</h2>
            <p class="muted">
              Не узнаете устройство? Завершите на&nbsp;нем вход: войти снова можно только
              с&nbsp;кодом из&nbsp;СМС.
            </p>
            <DeviceList devices={devices} timeZone={owner.timeZone} csrf={csrfToken} />
          </section>
        </div>
        <aside class="sheet sheet-aside" aria-labelledby="person">
          <h2 id="person">Кто вы</h2>
          <dl class="facts facts-stacked">
            <dt>Имя</dt>
            <dd>{fullName(owner)}</dd>
            <dt>Дата рождения</dt>
            <dd>{dayAndYear(owner.birthDate)}</dd>
          </dl>
          <p class="muted">
            Ошибка в&nbsp;имени или дате рождения? Позвоните на медпульт:{" "}
            <span class="nb">{formatPhone(site.deskPhone)}</span>.
          </p>
          {owner.represented.length > 0 && (
            <p>
              <a class="link" href="/dependants">За&nbsp;кого вы отвечаете</a>
            </p>
          )}
          <p>
            <a class="link" href="/documents">Все документы и&nbsp;их версии</a>
          </p>
        </aside>
      </div>
    </Frame>
  );
});

function Contacts({ owner, channels }: { owner: Insured; channels: ReminderChannels }) {
  return (
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
      <div class="contact">
        <dt>Напоминания</dt>
        <dd class="contact-value">{channelWords(channels)}</dd>
        <dd class="contact-use">О&nbsp;сроке оплаты и&nbsp;что пора заглянуть в&nbsp;кабинет</dd>
        <dd class="contact-change">
          <a class="link" href="/profile/channels">
            Изменить <span class="vh">напоминания</span>
          </a>
        </dd>
      </div>
    </dl>
  );
}

function channelWords({ sms, email }: ReminderChannels): string {
  if (sms && email) return "СМС и\u00a0письма";
  return sms ? "Только СМС" : "Только письма";
}

function DoneNotice({ done, owner }: { done: Done; owner: Insured }) {
  switch (done.kind) {
    case "email":
      return (
        <Notice tone="done" role="status" title="Почта изменена">
          <p>
            Письма и чеки придут на{" "}
            <Mailbox address={owner.email} />. Об&nbsp;этом сообщим и на&nbsp;прежнюю почту.
          </p>
        </Notice>
      );
    case "phone":
      return (
        <Notice tone="done" role="status" title="Телефон изменен">
          <p>
            Теперь входите с номером{" "}
            <span class="nb">{formatPhone(owner.phone)}</span>. На других устройствах вход завершен.
            Об&nbsp;этом сообщим и на прежний номер.
          </p>
        </Notice>
      );
    case "channels":
      return (
        <Notice tone="done" role="status" title="Сохранили, как напоминать">
          <p>Действует для всех следующих напоминаний.</p>
        </Notice>
      );
    case "ended":
      return done.sessions > 0
        ? (
          <Notice tone="done" role="status" title="Вход завершен">
            <p>Чтобы войти там снова, понадобится код из&nbsp;СМС.</p>
          </Notice>
        )
        : (
          <Notice tone="info" role="status" title="Этот вход уже завершен">
            <p>Ниже&nbsp;— где кабинет открыт сейчас.</p>
          </Notice>
        );
    case "withdrawn":
      return (
        <Notice tone="done" role="status" title="Согласие на франшизу отозвано">
          <p>
            {done.lastDay === null
              ? "Обслуживание по\u00a0полису не\u00a0откроется."
              : <>Последний день обслуживания: {formatDate(done.lastDay)}.</>}{" "}
            Подтверждение придет по&nbsp;СМС и&nbsp;на&nbsp;почту.
          </p>
          <p>
            Передумали? Дайте согласие снова в&nbsp;<a href="/policies">«Моих полисах»</a>.
          </p>
        </Notice>
      );
    case "not_withdrawn":
      return (
        <Notice tone="info" role="status" title="Отзывать уже нечего">
          <p>Согласие отозвали раньше, или полис закончился. Как оно сейчас, видно ниже.</p>
        </Notice>
      );
  }
}
