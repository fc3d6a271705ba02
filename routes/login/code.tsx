import { CodeForm } from "../../components/page/code_form.tsx";
import { ErrorSummary, titleWithErrors } from "../../components/page/form.tsx";
import { formatPhone, type Phone } from "../../domain/phone.ts";
import CodeEntry from "../../islands/CodeEntry.tsx";
import { define, type State } from "../../state.ts";
import { wantedPage, withNext } from "../../web/wanted_page.ts";
import { answerCode, type CodePage, pendingLogin, refusedPage } from "../(_frame)/code_login.ts";
import { Frame } from "../(_frame)/frame.tsx";

interface CodeData extends CodePage {
  /** The page to go on with; null leads to the policies. */
  next: string | null;
}

export const handler = define.handlers({
  async GET(ctx) {
    const next = nextOf(ctx.url);
    const pending = await pendingCode(ctx.state);
    if (pending === null) return ctx.redirect(withNext("/login", next), 303);
    const { destination, wait } = pending;
    const data: CodeData = { destination, wait, next, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const next = nextOf(ctx.url);
    const pending = await pendingCode(state);
    if (pending === null) return ctx.redirect(withNext("/login", next), 303);
    const { challengeId, destination, wait } = pending;
    const answer = await answerCode(state, { challengeId, source: "sms" });
    switch (answer.kind) {
      case "in":
        return ctx.redirect(answer.registered ? "/policies?welcome" : next ?? "/policies", 303);
      case "awaiting_staff":
        return ctx.redirect("/register/waiting", 303);
      case "sent_again":
        return ctx.redirect(withNext("/login/code", next), 303);
      case "begin_anew":
        return ctx.redirect(withNext("/login", next), 303);
      case "refused":
        return refusedPage({ destination, wait, next }, answer.refusal);
    }
  },
});

function nextOf(url: URL): string | null {
  return wantedPage(url.searchParams.get("next"), url.origin);
}

function pendingCode(state: State) {
  return pendingLogin(state, ["login", "register"]);
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
