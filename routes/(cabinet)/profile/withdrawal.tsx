import { CodeForm } from "../../../components/page/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import { unbroken } from "../../../components/page/text.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { secondsToResend } from "../../../domain/one_time_code.ts";
import { formatDate, numbered } from "../../../domain/russian.ts";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { defineInsured, type InsuredState } from "../../../state.ts";
import {
  dropChallenge,
  dropSession,
  keepChallenge,
  pendingChallenge,
} from "../../(_frame)/challenge_cookie.ts";
import { codeRefusal, type RefusedCode } from "../../(_frame)/code_refusal.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { tooManyCodes } from "../../(_frame)/too_many_codes.ts";
import type { WithdrawalLook } from "./(_profile)/withdrawal_words.tsx";

interface CodeData {
  look: WithdrawalLook;
  /** Seconds until another code is worth asking for. */
  wait: number;
  code: string;
  errors: FieldError[];
}

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const look = await pendingLook(ctx.state);
    if (look === null) return ctx.redirect("/profile", 303);
    const data: CodeData = { look, wait: waitOf(look, ctx.state), code: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { useCases, ip, userAgent, owner: { accountId, personId } } = state;
    const challengeId = pendingChallenge(state) ?? "";

    if (state.form.has("again")) {
      const asked = await useCases.resendWithdrawalCode({ challengeId, accountId, ip });
      if (asked.ok) {
        keepChallenge(state, asked.challengeId);
        return ctx.redirect("/profile/withdrawal", 303);
      }
      return asked.reason === "unknown"
        ? beginAnew()
        : await refused({ ...tooManyCodes(asked), code: "", wait: null });
    }

    const code = formText(state.form, "code");
    const confirmed = await useCases.confirmWithdrawal({
      challengeId,
      by: { accountId, personId },
      code,
      ip,
      userAgent,
    });
    if (confirmed.ok) {
      dropChallenge(state);
      if (confirmed.kind === "personal_data") {
        await dropSession(state);
        return ctx.redirect("/closed", 303);
      }
      return ctx.redirect(`/profile?withdrawn=${confirmed.consentId}`, 303);
    }
    if (confirmed.reason === "overtaken") {
      dropChallenge(state);
      return ctx.redirect("/profile?not_withdrawn", 303);
    }
    const refusal = codeRefusal(confirmed, { code, source: "sms" });
    if (refusal === null) return beginAnew();
    if (confirmed.reason === "expired") keepChallenge(state, confirmed.challengeId);
    return await refused(refusal);

    function beginAnew() {
      dropChallenge(state);
      return ctx.redirect("/profile", 303);
    }

    async function refused({ code, wait, ...refusal }: RefusedCode) {
      const look = await pendingLook(state);
      if (look === null) return beginAnew();
      const errors = [{ field: "code", ...refusal }];
      const data: CodeData = { look, wait: wait ?? waitOf(look, state), code, errors };
      return { data, status: 422 };
    }
  },
});

function waitOf({ consent }: WithdrawalLook, { now }: InsuredState): number {
  return secondsToResend(consent.codeAskedAt ?? now, now);
}

/** What the code that this browser waits for would withdraw; null where that is nothing. */
async function pendingLook(state: InsuredState): Promise<WithdrawalLook | null> {
  const challengeId = pendingChallenge(state);
  if (challengeId === null) return null;
  const { useCases, owner: { accountId, personId }, ip } = state;
  return await useCases.readWithdrawable({ of: { challengeId, accountId }, personId, ip });
}

export default defineInsured.page<typeof handler>(function WithdrawalCode({ data, state }) {
  const { look: { consent, lastDay }, wait, code, errors } = data;
  const { franchise } = consent;
  return (
    <Frame
      state={state}
      title={titleWithErrors("Код из СМС: отзыв согласия", errors)}
      active="profile"
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>Код из СМС</h1>
        <p>
          Отправили на{" "}
          <b class="nb">{formatPhone(state.owner.phone)}</b>. Код действует 5&nbsp;минут.
        </p>
        <dl class="facts facts-stacked">
          <dt>Что отзываете</dt>
          <dd>
            {franchise
              ? `Согласие на\u00a0франшизу, полис ${numbered(franchise.policyNumber)}`
              : "Согласие на\u00a0обработку персональных данных"}
          </dd>
          <dt>Что будет</dt>
          <dd>
            {lastDay === null
              ? "Кабинет закроется сразу, счета останутся"
              : lastDay.served
              ? `Последний день обслуживания: ${
                unbroken(formatDate(lastDay.endsOn))
              }. Счета останутся`
              : "Обслуживание не\u00a0откроется"}
          </dd>
        </dl>
        <CodeForm
          action="/profile/withdrawal"
          csrf={state.csrfToken}
          code={code}
          errors={errors}
          submit={franchise ? "Отозвать согласие" : "Закрыть кабинет"}
          live={<CodeEntry wait={wait} />}
        >
          <h2>Код не пришел?</h2>
          <p>СМС может идти минуту. Номер сменился? Сначала укажите новый в&nbsp;профиле.</p>
        </CodeForm>
        <p>
          <a class="link" href="/profile">Оставить как есть</a>
        </p>
      </div>
    </Frame>
  );
});
