import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../components/form.tsx";
import { define } from "../../../state.ts";
import { keepChallenge } from "../../(_frame)/challenge_cookie.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { tooManyCodes } from "../../(_frame)/too_many_codes.ts";

interface LoginData {
  email: string;
  errors: FieldError[];
}

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.state.owner?.kind === "staff") return ctx.redirect("/ops", 303);
    const data: LoginData = { email: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const email = formText(state.form, "email");
    const asked = await state.useCases.requestStaffLogin({ email, ip: state.ip });
    if (asked.ok) {
      keepChallenge(state, asked.challengeId);
      return ctx.redirect("/ops/login/code", 303);
    }
    const tooMany = asked.reason === "too_many";
    const error = asked.reason === "too_many"
      ? tooManyCodes(asked)
      : { message: "Введите рабочую почту, например anna@company.ru" };
    const data: LoginData = { email, errors: [{ field: "email", ...error }] };
    return { data, status: tooMany ? 429 : 422 };
  },
});

export default define.page<typeof handler>(function StaffLogin({ data, state }) {
  const { email, errors } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Вход для сотрудников", errors)}>
      <div class="page-narrow stack">
        <ErrorSummary errors={errors} />
        <h1>Вход для сотрудников</h1>
        <form class="form" method="post" action="/ops/login" novalidate>
          <CsrfField token={state.csrfToken} />
          <TextField
            name="email"
            type="email"
            label="Рабочая почта"
            hint="Пришлем письмо с кодом"
            autocomplete="username"
            inputmode="email"
            value={email}
            error={errorOf(errors, "email")}
            required
          />
          <SubmitButton>Отправить</SubmitButton>
        </form>
      </div>
    </OpsFrame>
  );
});
