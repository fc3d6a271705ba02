import { CodeForm } from "../../../components/page/code_form.tsx";
import { ErrorSummary, titleWithErrors } from "../../../components/page/form.tsx";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { define } from "../../../state.ts";
import { withNext } from "../../../web/wanted_page.ts";
import { answerCode, type CodePage, pendingLogin, refusedPage } from "../../(_frame)/code_login.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { staffNext } from "../(_staff)/login_arrival.ts";

interface CodeData extends CodePage {
  /** The page to go on with; null leads to the start. */
  next: string | null;
}

export const handler = define.handlers({
  async GET(ctx) {
    const next = staffNext(ctx.url);
    const pending = await pendingLogin(ctx.state, ["ops"]);
    if (pending === null) return ctx.redirect(withNext("/ops/login", next), 303);
    const { destination, wait } = pending;
    const data: CodeData = { destination, wait, next, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const next = staffNext(ctx.url);
    const pending = await pendingLogin(state, ["ops"]);
    if (pending === null) return ctx.redirect(withNext("/ops/login", next), 303);
    const { challengeId, destination, wait } = pending;
    const answer = await answerCode(state, { challengeId, source: "letter" });
    switch (answer.kind) {
      case "in":
        return ctx.redirect(next ?? "/ops", 303);
      case "sent_again":
        return ctx.redirect(withNext("/ops/login/code", next), 303);
      case "awaiting_staff":
      case "begin_anew":
        return ctx.redirect(withNext("/ops/login", next), 303);
      case "refused":
        return refusedPage({ destination, wait, next }, answer.refusal);
    }
  },
});

export default define.page<typeof handler>(function StaffCode({ data, state }) {
  const { destination, wait, code, errors, next } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Код из письма", errors)}>
      <div class="page-narrow stack">
        <ErrorSummary errors={errors} />
        <h1>Код из письма</h1>
        <p>
          Отправили на{" "}
          {destination}, если этот адрес есть среди сотрудников. Код действует 5&nbsp;минут.
        </p>
        <CodeForm
          action={withNext("/ops/login/code", next)}
          csrf={state.csrfToken}
          code={code}
          errors={errors}
          live={<CodeEntry wait={wait} />}
        />
        <p>
          <a href={withNext("/ops/login", next)}>Другой адрес</a>
        </p>
      </div>
    </OpsFrame>
  );
});
