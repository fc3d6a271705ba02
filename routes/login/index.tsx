import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  PhoneField,
  SubmitButton,
  titleWithErrors,
} from "../../components/form.tsx";
import { Notice } from "../../components/notice.tsx";
import { phoneError } from "../../domain/registration.ts";
import { define } from "../../state.ts";
import { keepChallenge } from "../(_frame)/challenge_cookie.ts";
import { formText } from "../(_frame)/form_text.ts";
import { Frame } from "../(_frame)/frame.tsx";
import { tooManyCodes } from "../(_frame)/too_many_codes.ts";

interface LoginData {
  phone: string;
  errors: FieldError[];
  /** The person was sent here because the session had ended. */
  ended: boolean;
}

export const handler = define.handlers({
  GET(ctx) {
    const data: LoginData = { phone: "", errors: [], ended: ctx.url.searchParams.has("ended") };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const phone = formText(state.form, "phone");
    const asked = await state.useCases.requestLogin({ phone, ip: state.ip });
    if (asked.ok) {
      keepChallenge(state, asked.challengeId);
      return ctx.redirect("/login/code", 303);
    }
    const message = asked.reason === "too_many" ? tooManyCodes(asked) : phoneError(phone);
    const data: LoginData = { phone, errors: [{ field: "phone", message }], ended: false };
    return { data, status: asked.reason === "too_many" ? 429 : 422 };
  },
});

export default define.page<typeof handler>(function Login({ data, state }) {
  const { phone, errors, ended } = data;
  return (
    <Frame
      state={state}
      title={titleWithErrors("Авторизация", errors)}
      active="login"
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        {ended && (
          <Notice tone="info" role="status" title="Вы вышли или прошло много времени">
            <p>Войдите снова: код придет в СМС.</p>
          </Notice>
        )}
        <h1>Авторизация</h1>
        <form class="form" method="post" action="/login" novalidate>
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
    </Frame>
  );
});
