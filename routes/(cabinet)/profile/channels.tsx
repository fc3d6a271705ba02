import {
  Checkbox,
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  titleWithErrors,
} from "../../../components/page/form.tsx";
import type { ReminderChannels } from "../../../domain/channels.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { defineInsured } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { Mailbox } from "./(_contact)/mailbox.tsx";

interface ChannelsData {
  channels: ReminderChannels;
  errors: FieldError[];
}

const NONE = "Оставьте хотя бы одно: СМС или письма";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner } = ctx.state;
    const data: ChannelsData = {
      channels: await useCases.readChannels(owner.accountId),
      errors: [],
    };
    return { data };
  },

  async POST(ctx) {
    const { form, useCases, owner: { accountId, personId }, ip } = ctx.state;
    const channels = { sms: form.has("sms"), email: form.has("email") };
    const chosen = await useCases.chooseChannels({ accountId, personId, channels, ip });
    if (chosen.ok) return ctx.redirect("/profile?changed=channels", 303);
    const data: ChannelsData = { channels, errors: [{ field: "sms", message: NONE }] };
    return { data, status: 422 };
  },
});

export default defineInsured.page<typeof handler>(function Channels({ data, state }) {
  const { channels, errors } = data;
  const { owner, csrfToken } = state;
  const title = "Как напоминать";
  return (
    <Frame
      state={state}
      title={titleWithErrors(title, errors)}
      active="profile"
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        <p>
          Напоминаем о&nbsp;сроке оплаты счета и&nbsp;о&nbsp;том, что пора заглянуть в&nbsp;кабинет.
        </p>
        <form class="form" method="post" action="/profile/channels" novalidate>
          <CsrfField token={csrfToken} />
          <div class="stack-tight">
            <Checkbox
              name="sms"
              checked={channels.sms}
              error={errorOf(errors, "sms")}
              hint={<span class="nb">{formatPhone(owner.phone)}</span>}
            >
              СМС
            </Checkbox>
            <Checkbox
              name="email"
              checked={channels.email}
              hint={<Mailbox address={owner.email} />}
            >
              Письма
            </Checkbox>
          </div>
          <p class="muted">
            Часть напоминаний идет только по&nbsp;СМС, часть&nbsp;— только письмом. Отключите
            что-то&nbsp;— этих не&nbsp;будет, остальные придут.
          </p>
          <div class="actions">
            <SubmitButton>Сохранить</SubmitButton>
            <a class="link" href="/profile">Оставить как есть</a>
          </div>
        </form>
        <section class="section" aria-labelledby="always">
          <h2 id="always">Что придет в&nbsp;любом случае</h2>
          <dl class="reasons">
            <dt>Новый счет, перенос срока, просрочка, взыскание, итог платежа</dt>
            <dd>
              СМС и&nbsp;письмом: от&nbsp;этого зависят ваши деньги и&nbsp;обслуживание.
            </dd>
            <dt>Новый телефон или почта, отзыв согласия</dt>
            <dd>Чтобы никто не&nbsp;сделал этого без&nbsp;вас.</dd>
            <dt>Звонок перед концом срока</dt>
            <dd>
              Звоним, только если счет не&nbsp;оплачен: после срока останется лишь экстренная
              помощь.
            </dd>
          </dl>
        </section>
      </div>
    </Frame>
  );
});
