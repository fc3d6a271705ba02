import { CodeForm } from "../../../components/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/form.tsx";
import { secondsToResend } from "../../../domain/one_time_code.ts";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { define, type State } from "../../../state.ts";
import { keepChallenge, keepSession, pendingChallenge } from "../../(_frame)/challenge_cookie.ts";
import { codeRefusal, type RefusedCode } from "../../(_frame)/code_refusal.ts";
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
      return refused(pending, { ...tooManyCodes(asked), code: "", wait: null });
    }

    const code = formText(state.form, "code");
    const confirmed = await state.useCases.confirmCode({ challengeId, code, ip, userAgent });
    if (confirmed.ok) {
      await keepSession(state, confirmed.token);
      return ctx.redirect("/ops", 303);
    }
    if (confirmed.reason === "awaiting_staff") return ctx.redirect("/ops/login", 303);
    const refusal = codeRefusal(confirmed, { code, source: "letter" });
    if (refusal === null) return ctx.redirect("/ops/login", 303);
    if (confirmed.reason === "expired") keepChallenge(state, confirmed.challengeId);
    return refused(pending, refusal);
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

function refused(pending: Pending, { code, wait, ...refusal }: RefusedCode) {
  const errors = [{ field: "code", ...refusal }];
  const data: CodeData = { email: pending.email, wait: wait ?? pending.wait, code, errors };
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
