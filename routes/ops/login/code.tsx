import { CodeForm } from "../../../components/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/form.tsx";
import { RESEND_SECONDS, secondsToResend } from "../../../domain/one_time_code.ts";
import { counted } from "../../../domain/russian.ts";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { define, type State } from "../../../state.ts";
import { keepChallenge, keepSession, pendingChallenge } from "../../(_frame)/challenge_cookie.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { tooManyCodes } from "../../(_frame)/too_many_codes.ts";

interface CodeData {
  email: string;
  /** Seconds until another code is worth asking for. */
  wait: number;
  code: string;
  errors: FieldError[];
}

export const handler = define.handlers({
  async GET(ctx) {
    const pending = await pendingStaffCode(ctx.state);
    if (pending === null) return ctx.redirect("/ops/login", 303);
    const { email, wait } = pending;
    const data: CodeData = { email, wait, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const pending = await pendingStaffCode(state);
    if (pending === null) return ctx.redirect("/ops/login", 303);
    const { challengeId } = pending;
    const { ip, userAgent } = state;
    if (state.form.has("again")) {
      const asked = await state.useCases.resendCode({ challengeId, ip });
      if (asked.ok) {
        keepChallenge(state, asked.challengeId);
        return ctx.redirect("/ops/login/code", 303);
      }
      if (asked.reason === "unknown") return ctx.redirect("/ops/login", 303);
      return refused(pending, "", tooManyCodes(asked));
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
        return refused({ ...pending, wait: RESEND_SECONDS }, "", "Код устарел. Отправили новый");
      case "too_many":
        return refused(
          { ...pending, wait: 0 },
          "",
          "Этот код больше не примем: было слишком много попыток. Запросите новый",
        );
      case "wrong": {
        const left = counted(confirmed.triesLeft, ["попытка", "попытки", "попыток"]);
        const message = code === ""
          ? "Введите код из письма"
          : `Код не подошел. Проверьте последнее письмо, осталось: ${left}`;
        return refused(pending, code, message);
      }
      default:
        return ctx.redirect("/ops/login", 303);
    }
  },
});

type Pending = Pick<CodeData, "email" | "wait">;

async function pendingStaffCode(
  state: State,
): Promise<Pending & { challengeId: string } | null> {
  const challengeId = pendingChallenge(state);
  if (challengeId === null) return null;
  const pending = await state.useCases.readPendingCode(challengeId);
  if (pending?.purpose !== "ops") return null;
  const { destination: email, askedAt } = pending;
  return { challengeId, email, wait: secondsToResend(askedAt, state.now) };
}

function refused({ email, wait }: Pending, code: string, message: string) {
  const data: CodeData = { email, wait, code, errors: [{ field: "code", message }] };
  return { data, status: 422 };
}

export default define.page<typeof handler>(function StaffCode({ data, state }) {
  const { email, wait, code, errors } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Код из письма", errors)}>
      <div class="page-narrow stack">
        <ErrorSummary errors={errors} />
        <h1>Код из письма</h1>
        <p>
          Отправили на {email}, если этот адрес есть среди сотрудников. Код действует 5&nbsp;минут.
        </p>
        <CodeForm
          action="/ops/login/code"
          csrf={state.csrfToken}
          code={code}
          errors={errors}
          live={<CodeEntry wait={wait} />}
        />
        <p>
          <a href="/ops/login">Другой адрес</a>
        </p>
      </div>
    </OpsFrame>
  );
});
