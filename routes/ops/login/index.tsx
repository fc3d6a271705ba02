import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { define } from "../../../state.ts";
import { withNext } from "../../../web/wanted_page.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { keepAsked, MailLoginForm } from "../../(_frame)/mail_login.tsx";
import { staffArrival, staffNext } from "../(_staff)/login_arrival.ts";

interface LoginData {
  email: string;
  errors: FieldError[];
  /** What somebody who was led here is told; null where they came by themselves. */
  arrival: string | null;
  /** The page to go on with. */
  next: string | null;
}

export const handler = define.handlers({
  GET(ctx) {
    const next = staffNext(ctx.url);
    if (ctx.state.owner?.kind === "staff") return ctx.redirect(next ?? "/ops", 303);
    const data: LoginData = { email: "", errors: [], arrival: staffArrival(ctx.url), next };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const email = formText(state.form, "email");
    const asked = await state.useCases.requestStaffLogin({ email, ip: state.ip });
    const refused = keepAsked(state, asked);
    const next = staffNext(ctx.url);
    if (refused === null) return ctx.redirect(withNext("/ops/login/code", next), 303);
    const data: LoginData = { email, errors: refused.errors, arrival: null, next };
    return { data, status: refused.status };
  },
});

export default define.page<typeof handler>(function StaffLogin({ data, state }) {
  const { email, errors, arrival, next } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Вход для сотрудников", errors)}>
      <div class="page-narrow stack">
        <ErrorSummary errors={errors} />
        <h1>Вход для сотрудников</h1>
        {arrival !== null && (
          <Notice tone="info" role="status" title="Сначала войдите">
            <p>{arrival}</p>
          </Notice>
        )}
        <MailLoginForm
          action={withNext("/ops/login", next)}
          csrf={state.csrfToken}
          email={email}
          errors={errors}
        />
      </div>
    </OpsFrame>
  );
});
