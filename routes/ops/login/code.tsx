import { CodeForm } from "../../../components/page/code_form.tsx";
import { ErrorSummary, titleWithErrors } from "../../../components/page/form.tsx";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { define } from "../../../state.ts";
import { answerCode, type CodePage, pendingLogin, refusedPage } from "../../(_frame)/code_login.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const pending = await pendingLogin(ctx.state, ["ops"]);
    if (pending === null) return ctx.redirect("/ops/login", 303);
    const { destination, wait } = pending;
    const data: CodePage = { destination, wait, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const pending = await pendingLogin(state, ["ops"]);
    if (pending === null) return ctx.redirect("/ops/login", 303);
    const { challengeId, destination, wait } = pending;
    const answer = await answerCode(state, { challengeId, source: "letter" });
    switch (answer.kind) {
      case "in":
        return ctx.redirect("/ops", 303);
      case "sent_again":
        return ctx.redirect("/ops/login/code", 303);
      case "awaiting_staff":
      case "begin_anew":
        return ctx.redirect("/ops/login", 303);
      case "refused":
        return refusedPage({ destination, wait }, answer.refusal);
    }
  },
});

export default define.page<typeof handler>(function StaffCode({ data, state }) {
  const { destination, wait, code, errors } = data;
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
