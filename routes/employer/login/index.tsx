import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../components/form.tsx";
import type { LocalDate } from "../../../domain/local_date.ts";
import { define } from "../../../state.ts";
import { keepChallenge } from "../../(_frame)/challenge_cookie.ts";
import { EmployerFrame } from "../../(_frame)/employer_frame.tsx";
import { formText } from "../../(_frame)/form_text.ts";
import { tooManyCodes } from "../../(_frame)/too_many_codes.ts";
import { loginPath, periodIn, reportPath } from "../(_report)/periods.ts";

interface LoginData {
  email: string;
  errors: FieldError[];
  /** The report to go on with. */
  report: LocalDate | null;
}

export const handler = define.handlers({
  GET(ctx) {
    const report = periodIn(ctx.url.searchParams.get("report"));
    if (ctx.state.owner?.kind === "employer") {
      return ctx.redirect(report === null ? "/employer" : reportPath(report), 303);
    }
    const data: LoginData = { email: "", errors: [], report };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const report = periodIn(ctx.url.searchParams.get("report"));
    const email = formText(state.form, "email");
    const asked = await state.useCases.requestEmployerLogin({ email, ip: state.ip });
    if (asked.ok) {
      keepChallenge(state, asked.challengeId);
      return ctx.redirect(loginPath("/code", report), 303);
    }
    const error = asked.reason === "too_many"
      ? tooManyCodes(asked)
      : { message: "Введите рабочую почту, например anna@company.ru" };
    const data: LoginData = { email, errors: [{ field: "email", ...error }], report };
    return { data, status: asked.reason === "too_many" ? 429 : 422 };
  },
});

export default define.page<typeof handler>(function EmployerLogin({ data, state }) {
  const { email, errors, report } = data;
  return (
    <EmployerFrame
      state={state}
      title={titleWithErrors("Вход для работодателя", errors)}
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>Вход для&nbsp;работодателя</h1>
        <form class="form" method="post" action={loginPath("", report)} novalidate>
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
        <p>
          Доступ дает страховщик. Кода нет&nbsp;— попросите своего менеджера добавить вашу почту.
        </p>
      </div>
    </EmployerFrame>
  );
});
