import { CodeForm } from "../../components/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../components/form.tsx";
import { secondsToResend } from "../../domain/one_time_code.ts";
import { formatPhone, type Phone } from "../../domain/phone.ts";
import CodeEntry from "../../islands/CodeEntry.tsx";
import { define, type State } from "../../state.ts";
import { keepChallenge, keepSession, pendingChallenge } from "../(_frame)/challenge_cookie.ts";
import { codeRefusal, type RefusedCode } from "../(_frame)/code_refusal.ts";
import { formText } from "../(_frame)/form_text.ts";
import { Frame } from "../(_frame)/frame.tsx";
import { tooManyCodes } from "../(_frame)/too_many_codes.ts";
import { wantedPage, withNext } from "../../web/wanted_page.ts";

interface CodeData {
  destination: string;
  /** Seconds until another code is worth asking for. */
  wait: number;
  code: string;
  errors: FieldError[];
  /** The page to go on with; null leads to the policies. */
  next: string | null;
}

export const handler = define.handlers({
  async GET(ctx) {
    const pending = await pendingCode(ctx.state, nextOf(ctx.url));
    if (pending === null) return ctx.redirect(withNext("/login", nextOf(ctx.url)), 303);
    const data: CodeData = { ...pending, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const next = nextOf(ctx.url);
    const anew = withNext("/login", next);
    const pending = await pendingCode(state, next);
    if (pending === null) return ctx.redirect(anew, 303);
    const challengeId = pendingChallenge(state)!;
    if (state.form.has("again")) {
      const asked = await state.useCases.resendCode({ challengeId, ip: state.ip });
      if (asked.ok) {
        keepChallenge(state, asked.challengeId);
        return ctx.redirect(withNext("/login/code", next), 303);
      }
      if (asked.reason === "unknown") return ctx.redirect(anew, 303);
      return refused(pending, { ...tooManyCodes(asked), code: "", wait: null });
    }

    const code = formText(state.form, "code");
    const { ip, userAgent } = state;
    const confirmed = await state.useCases.confirmCode({ challengeId, code, ip, userAgent });
    if (confirmed.ok) {
      await keepSession(state, confirmed.token);
      return ctx.redirect(confirmed.registered ? "/policies?welcome" : next ?? "/policies", 303);
    }
    if (confirmed.reason === "awaiting_staff") return ctx.redirect("/register/waiting", 303);
    const refusal = codeRefusal(confirmed, { code, source: "sms" });
    if (refusal === null) return ctx.redirect(anew, 303);
    if (confirmed.reason === "expired") keepChallenge(state, confirmed.challengeId);
    return refused(pending, refusal);
  },
});

function nextOf(url: URL): string | null {
  return wantedPage(url.searchParams.get("next"), url.origin);
}

type Pending = Pick<CodeData, "destination" | "wait" | "next">;

async function pendingCode(state: State, next: string | null): Promise<Pending | null> {
  const challengeId = pendingChallenge(state);
  const pending = challengeId === null ? null : await state.useCases.readPendingCode(challengeId);
  if (pending?.purpose !== "login" && pending?.purpose !== "register") return null;
  const { destination, askedAt } = pending;
  return { destination, wait: secondsToResend(askedAt, state.now), next };
}

function refused(pending: Pending, { code, wait, ...refusal }: RefusedCode) {
  const errors = [{ field: "code", ...refusal }];
  const data: CodeData = { ...pending, wait: wait ?? pending.wait, code, errors };
  return { data, status: 422 };
}

export default define.page<typeof handler>(function LoginCode({ data, state }) {
  const { destination, wait, code, errors, next } = data;
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
          action={withNext("/login/code", next)}
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
          <a class="link" href={withNext("/login", next)}>Другой номер</a>
        </p>
      </div>
    </Frame>
  );
});
