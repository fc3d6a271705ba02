import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import type { LocalDate } from "../../../domain/local_date.ts";
import { define } from "../../../state.ts";
import { EmployerFrame } from "../../(_frame)/employer_frame.tsx";
import { formText } from "../../(_frame)/form_text.ts";
import { keepAsked, MailLoginForm } from "../../(_frame)/mail_login.tsx";
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
    const refused = keepAsked(state, asked);
    if (refused === null) return ctx.redirect(loginPath("/code", report), 303);
    const data: LoginData = { email, errors: refused.errors, report };
    return { data, status: refused.status };
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
        <MailLoginForm
          action={loginPath("", report)}
          csrf={state.csrfToken}
          email={email}
          errors={errors}
        />
        <p>
          Доступ дает страховщик. Кода нет&nbsp;— попросите своего менеджера добавить вашу почту.
        </p>
      </div>
    </EmployerFrame>
  );
});
