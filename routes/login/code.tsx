import { CodeForm } from "../../components/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../components/form.tsx";
import { RESEND_SECONDS, secondsToResend } from "../../domain/one_time_code.ts";
import { counted } from "../../domain/russian.ts";
import { formatPhone, type Phone } from "../../domain/phone.ts";
import CodeEntry from "../../islands/CodeEntry.tsx";
import { define, type State } from "../../state.ts";
import { keepChallenge, keepSession, pendingChallenge } from "../(_frame)/challenge_cookie.ts";
import { formText } from "../(_frame)/form_text.ts";
import { Frame } from "../(_frame)/frame.tsx";
import { tooManyCodes } from "../(_frame)/too_many_codes.ts";

interface CodeData {
  destination: string;
  /** Seconds until another code is worth asking for. */
  wait: number;
  code: string;
  errors: FieldError[];
}

export const handler = define.handlers({
  async GET(ctx) {
    const pending = await pendingCode(ctx.state);
    if (pending === null) return ctx.redirect("/login", 303);
    const data: CodeData = { ...pending, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const pending = await pendingCode(state);
    if (pending === null) return ctx.redirect("/login", 303);
    const challengeId = pendingChallenge(state)!;
    if (state.form.has("again")) {
      const asked = await state.useCases.resendCode({ challengeId, ip: state.ip });
      if (asked.ok) {
        keepChallenge(state, asked.challengeId);
        return ctx.redirect("/login/code", 303);
      }
      if (asked.reason === "unknown") return ctx.redirect("/login", 303);
      return refused(pending, "", tooManyCodes(asked));
    }

    const code = formText(state.form, "code");
    const { ip, userAgent } = state;
    const confirmed = await state.useCases.confirmCode({ challengeId, code, ip, userAgent });
    if (confirmed.ok) {
      await keepSession(state, confirmed.token);
      return ctx.redirect(confirmed.registered ? "/policies?welcome" : "/policies", 303);
    }
    switch (confirmed.reason) {
      case "awaiting_staff":
        return ctx.redirect("/register/waiting", 303);
      case "unknown":
      case "used":
        return ctx.redirect("/login", 303);
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
          ? "Введите код из СМС"
          : `Код не подошел. Проверьте последнюю СМС, осталось: ${left}`;
        return refused(pending, code, message);
      }
    }
  },
});

type Pending = Pick<CodeData, "destination" | "wait">;

async function pendingCode(state: State): Promise<Pending | null> {
  const challengeId = pendingChallenge(state);
  const pending = challengeId === null ? null : await state.useCases.readPendingCode(challengeId);
  if (pending?.purpose !== "login" && pending?.purpose !== "register") return null;
  const { destination, askedAt } = pending;
  return { destination, wait: secondsToResend(askedAt, state.now) };
}

function refused(pending: Pending, code: string, message: string) {
  const data: CodeData = { ...pending, code, errors: [{ field: "code", message }] };
  return { data, status: 422 };
}

export default define.page<typeof handler>(function LoginCode({ data, state }) {
  const { destination, wait, code, errors } = data;
  return (
    <Frame
      state={state}
      title={titleWithErrors("Код из СМС", errors)}
      active="login"
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>Код из СМС</h1>
        <p>
          Отправили на{" "}
          <span class="nb">{formatPhone(destination as Phone)}</span>, если этот номер есть в
          кабинете. Код действует 5&nbsp;минут.
        </p>
        <CodeForm
          action="/login/code"
          csrf={state.csrfToken}
          code={code}
          errors={errors}
          live={<CodeEntry wait={wait} />}
        >
          <h2>Код не пришел?</h2>
          <p>
            Проверьте номер. Если вы здесь впервые, пройдите <a href="/register">регистрацию</a>.
          </p>
        </CodeForm>
        <p>
          <a href="/login">Другой номер</a>
        </p>
      </div>
    </Frame>
  );
});
