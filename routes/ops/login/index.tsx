import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import { define } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { keepAsked, MailLoginForm } from "../../(_frame)/mail_login.tsx";

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
    const refused = keepAsked(state, asked);
    if (refused === null) return ctx.redirect("/ops/login/code", 303);
    const data: LoginData = { email, errors: refused.errors };
    return { data, status: refused.status };
  },
});

export default define.page<typeof handler>(function StaffLogin({ data, state }) {
  const { email, errors } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Вход для сотрудников", errors)}>
      <div class="page-narrow stack">
        <ErrorSummary errors={errors} />
        <h1>Вход для сотрудников</h1>
        <MailLoginForm
          action="/ops/login"
          csrf={state.csrfToken}
          email={email}
          errors={errors}
        />
      </div>
    </OpsFrame>
  );
});
