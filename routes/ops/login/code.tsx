import { CodeForm } from "../../../components/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/form.tsx";
import { counted } from "../../../domain/russian.ts";
import { define, type State } from "../../../state.ts";
import { keepChallenge, keepSession, pendingChallenge } from "../../(_frame)/challenge_cookie.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { tooManyCodes } from "../../(_frame)/too_many_codes.ts";

interface CodeData {
  email: string;
  code: string;
  errors: FieldError[];
}

export const handler = define.handlers({
  async GET(ctx) {
    const pending = await pendingStaffCode(ctx.state);
    if (pending === null) return ctx.redirect("/ops/login", 303);
    const data: CodeData = { email: pending.email, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const pending = await pendingStaffCode(state);
    if (pending === null) return ctx.redirect("/ops/login", 303);
    const { challengeId, email } = pending;
    const { ip, userAgent } = state;
    if (state.form.has("again")) {
      const asked = await state.useCases.resendCode({ challengeId, ip });
      if (asked.ok) {
        keepChallenge(state, asked.challengeId);
        return ctx.redirect("/ops/login/code", 303);
      }
      if (asked.reason === "unknown") return ctx.redirect("/ops/login", 303);
      return refused(email, "", tooManyCodes(asked));
    }

    const code = formText(state.form, "code");
    const confirmed = await state.useCases.confirmCode({ challengeId, code, ip, userAgent });
    if (confirmed.ok) {
      await keepSession(state, confirmed.token);
      return ctx.redirect("/ops", 303);
    }
    switch (confirmed.reason) {
      case "expired":
        keepChallenge(state, confirmed.challengeId);
        return refused(email, "", "Код устарел. Отправили новый");
      case "too_many":
        return refused(
          email,
          "",
          "Этот код больше не примем: было слишком много попыток. Запросите новый",
        );
      case "wrong": {
        const left = counted(confirmed.triesLeft, ["попытка", "попытки", "попыток"]);
        const message = code === ""
          ? "Введите код из письма"
          : `Код не подошел. Проверьте последнее письмо, осталось: ${left}`;
        return refused(email, code, message);
      }
      default:
        return ctx.redirect("/ops/login", 303);
    }
  },
});

async function pendingStaffCode(state: State) {
  const challengeId = pendingChallenge(state);
  if (challengeId === null) return null;
  const pending = await state.useCases.readPendingCode(challengeId);
  return pending?.purpose === "ops" ? { challengeId, email: pending.destination } : null;
}

function refused(email: string, code: string, message: string) {
  const data: CodeData = { email, code, errors: [{ field: "code", message }] };
  return { data, status: 422 };
}

export default define.page<typeof handler>(function StaffCode({ data, state }) {
  const { email, code, errors } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Код из письма", errors)}>
      <div class="page-narrow stack">
        <ErrorSummary errors={errors} />
        <h1>Код из письма</h1>
        <p>
          Отправили на {email}, если этот адрес есть среди сотрудников. Код действует 5&nbsp;минут.
        </p>
        <CodeForm action="/ops/login/code" csrf={state.csrfToken} code={code} errors={errors} />
        <p>
          <a href="/ops/login">Другой адрес</a>
        </p>
      </div>
    </OpsFrame>
  );
});
