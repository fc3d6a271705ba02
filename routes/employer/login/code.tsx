import { CodeForm } from "../../../components/page/code_form.tsx";
import { ErrorSummary, titleWithErrors } from "../../../components/page/form.tsx";
import type { LocalDate } from "../../../domain/local_date.ts";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { define } from "../../../state.ts";
import { answerCode, type CodePage, pendingLogin, refusedPage } from "../../(_frame)/code_login.ts";
import { EmployerFrame } from "../../(_frame)/employer_frame.tsx";
import { loginPath, periodIn, reportPath } from "../(_report)/periods.ts";

interface CodeData extends CodePage {
  /** The report to go on with. */
  report: LocalDate | null;
}

export const handler = define.handlers({
  async GET(ctx) {
    const report = periodIn(ctx.url.searchParams.get("report"));
    const pending = await pendingLogin(ctx.state, ["employer"]);
    if (pending === null) return ctx.redirect(loginPath("", report), 303);
    const { destination, wait } = pending;
    const data: CodeData = { destination, wait, report, code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const report = periodIn(ctx.url.searchParams.get("report"));
    const pending = await pendingLogin(state, ["employer"]);
    if (pending === null) return ctx.redirect(loginPath("", report), 303);
    const { challengeId, destination, wait } = pending;
    const answer = await answerCode(state, { challengeId, source: "letter" });
    switch (answer.kind) {
      case "in": {
        const employers = await state.useCases.employersOf(destination);
        if (employers.length > 1) return ctx.redirect("/employer/employers", 303);
        return ctx.redirect(report === null ? "/employer" : reportPath(report), 303);
      }
      case "sent_again":
        return ctx.redirect(loginPath("/code", report), 303);
      case "awaiting_staff":
      case "begin_anew":
        return ctx.redirect(loginPath("", report), 303);
      case "refused":
        return refusedPage({ destination, wait, report }, answer.refusal);
    }
  },
});

export default define.page<typeof handler>(function EmployerCode({ data, state }) {
  const { destination, wait, code, errors, report } = data;
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
          Отправили на&nbsp;<span class="id">{destination}</span>, если страховщик открыл этому
          адресу доступ. Код действует 5&nbsp;минут.
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
