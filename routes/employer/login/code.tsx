import { CodeForm } from "../../../components/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/form.tsx";
import type { LocalDate } from "../../../domain/local_date.ts";
import { secondsToResend } from "../../../domain/one_time_code.ts";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { define, type State } from "../../../state.ts";
import { keepChallenge, keepSession, pendingChallenge } from "../../(_frame)/challenge_cookie.ts";
import { codeRefusal, type RefusedCode } from "../../(_frame)/code_refusal.ts";
import { EmployerFrame } from "../../(_frame)/employer_frame.tsx";
import { formText } from "../../(_frame)/form_text.ts";
import { tooManyCodes } from "../../(_frame)/too_many_codes.ts";
import { loginPath, periodIn, reportPath } from "../(_report)/periods.ts";

interface CodeData {
  email: string;
  /** Seconds until another code is worth asking for. */
  wait: number;
  code: string;
  errors: FieldError[];
  /** The report to go on with. */
  report: LocalDate | null;
}

export const handler = define.handlers({
  async GET(ctx) {
    const report = periodIn(ctx.url.searchParams.get("report"));
    const pending = await pendingEmployerCode(ctx.state, report);
    if (pending === null) return ctx.redirect(loginPath("", report), 303);
    const { challengeId: _, ...shown } = pending;
    const data: CodeData = { ...shown, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const report = periodIn(ctx.url.searchParams.get("report"));
    const anew = loginPath("", report);
    const pending = await pendingEmployerCode(state, report);
    if (pending === null) return ctx.redirect(anew, 303);
    const { challengeId } = pending;
    const { ip, userAgent } = state;
    if (state.form.has("again")) {
      const asked = await state.useCases.resendCode({ challengeId, ip });
      if (asked.ok) {
        keepChallenge(state, asked.challengeId);
        return ctx.redirect(loginPath("/code", report), 303);
      }
      if (asked.reason === "unknown") return ctx.redirect(anew, 303);
      return refused(pending, { ...tooManyCodes(asked), code: "", wait: null });
    }

    const code = formText(state.form, "code");
    const confirmed = await state.useCases.confirmCode({ challengeId, code, ip, userAgent });
    if (confirmed.ok) {
      await keepSession(state, confirmed.token);
      const employers = await state.useCases.employersOf(pending.email);
      if (employers.length > 1) return ctx.redirect("/employer/employers", 303);
      return ctx.redirect(report === null ? "/employer" : reportPath(report), 303);
    }
    if (confirmed.reason === "awaiting_staff") return ctx.redirect(anew, 303);
    const refusal = codeRefusal(confirmed, { code, source: "letter" });
    if (refusal === null) return ctx.redirect(anew, 303);
    if (confirmed.reason === "expired") keepChallenge(state, confirmed.challengeId);
    return refused(pending, refusal);
  },
});

type Pending = Pick<CodeData, "email" | "wait" | "report"> & { challengeId: string };

async function pendingEmployerCode(
  state: State,
  report: LocalDate | null,
): Promise<Pending | null> {
  const challengeId = pendingChallenge(state);
  if (challengeId === null) return null;
  const pending = await state.useCases.readPendingCode(challengeId);
  if (pending?.purpose !== "employer") return null;
  const { destination: email, askedAt } = pending;
  return { challengeId, email, wait: secondsToResend(askedAt, state.now), report };
}

function refused(pending: Pending, { code, wait, ...refusal }: RefusedCode) {
  const { email, report } = pending;
  const errors = [{ field: "code", ...refusal }];
  const data: CodeData = { email, report, wait: wait ?? pending.wait, code, errors };
  return { data, status: 422 };
}

export default define.page<typeof handler>(function EmployerCode({ data, state }) {
  const { email, wait, code, errors, report } = data;
  return (
    <EmployerFrame
      state={state}
      title={titleWithErrors("Код из письма", errors)}
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>Код из&nbsp;письма</h1>
        <p>
          Отправили на&nbsp;<span class="id">{email}</span>, если страховщик открыл этому адресу
          доступ. Код действует 5&nbsp;минут.
        </p>
        <CodeForm
          action={loginPath("/code", report)}
          csrf={state.csrfToken}
          code={code}
          errors={errors}
          live={<CodeEntry wait={wait} />}
        />
        <p>
          <a href={loginPath("", report)}>Другой адрес</a>
        </p>
      </div>
    </EmployerFrame>
  );
});
