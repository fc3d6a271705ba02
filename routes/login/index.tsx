import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  PhoneField,
  SubmitButton,
  titleWithErrors,
} from "../../components/page/form.tsx";
import { Notice } from "../../components/page/notice.tsx";
import { phoneError } from "../../domain/registration.ts";
import { define } from "../../state.ts";
import { keepChallenge } from "../(_frame)/challenge_cookie.ts";
import { formText } from "../(_frame)/form_text.ts";
import { Frame } from "../(_frame)/frame.tsx";
import { type Arrival, arrivalOf } from "../(_frame)/session_end.ts";
import { tooManyCodes } from "../(_frame)/too_many_codes.ts";
import { wantedPage, withNext } from "../../web/wanted_page.ts";

interface LoginData {
  phone: string;
  errors: FieldError[];
  /** Why the person was led here; null where they came by themselves. */
  arrival: Arrival | null;
  /** The page to go on with. */
  next: string | null;
}

export const handler = define.handlers({
  GET(ctx) {
    const arrival = arrivalOf(ctx.url.searchParams);
    const data: LoginData = { phone: "", errors: [], arrival, next: nextOf(ctx.url) };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const phone = formText(state.form, "phone");
    const next = nextOf(ctx.url);
    const asked = await state.useCases.requestLogin({ phone, ip: state.ip });
    if (asked.ok) {
      keepChallenge(state, asked.challengeId);
      return ctx.redirect(withNext("/login/code", next), 303);
    }
    const error = asked.reason === "too_many"
      ? tooManyCodes(asked)
      : { message: phoneError(phone) };
    const errors = [{ field: "phone", ...error }];
    const data: LoginData = { phone, errors, arrival: null, next };
    return { data, status: asked.reason === "too_many" ? 429 : 422 };
  },
});

function nextOf(url: URL): string | null {
  return wantedPage(url.searchParams.get("next"), url.origin);
}

export default define.page<typeof handler>(function Login({ data, state }) {
  const { phone, errors, arrival, next } = data;
  return (
    <Frame
      state={state}
      title={titleWithErrors("Авторизация", errors)}
      active="login"
    >
      <div class="columns">
        <div class="sheet">
          <ErrorSummary errors={errors} />
          {arrival && (
            <Notice tone="info" role="status" title={arrival.title}>
              <p>{arrival.text}</p>
            </Notice>
          )}
          <h1>Авторизация</h1>
          <form class="form" method="post" action={withNext("/login", next)} novalidate>
            <CsrfField token={state.csrfToken} />
            <PhoneField
              name="phone"
              label="Номер телефона"
              hint="10 цифр. Пришлем СМС с кодом"
              value={phone}
              error={errorOf(errors, "phone")}
              required
            />
            <SubmitButton>Отправить</SubmitButton>
          </form>
          <p>
            Впервые здесь? <a href="/register">Регистрация</a>
          </p>
        </div>
        <aside class="sheet sheet-aside">
          <h2>Что здесь можно</h2>
          <dl class="reasons">
            <dt>Активировать полис</dt>
            <dd>До&nbsp;первого визита в&nbsp;клинику.</dd>
            <dt>Понять и&nbsp;оплатить счет</dt>
            <dd>Каждая услуга, каждая копейка, каждый день срока.</dd>
            <dt>Взять чек и&nbsp;выписку для вычета</dt>
            <dd>За&nbsp;каждый год, в&nbsp;котором были платежи.</dd>
          </dl>
          <p>
            Номер сменился или не&nbsp;подходит? <a href="/help#account">Что делать</a>
          </p>
        </aside>
      </div>
    </Frame>
  );
});
