import { CodeForm } from "../../../components/page/code_form.tsx";
import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import type { ContactKind } from "../../../domain/contact.ts";
import { formatPhone, type Phone } from "../../../domain/phone.ts";
import { secondsToResend } from "../../../domain/one_time_code.ts";
import CodeEntry from "../../../islands/CodeEntry.tsx";
import { defineInsured, type InsuredState } from "../../../state.ts";
import {
  dropChallenge,
  keepChallenge,
  pendingChallenge,
  sessionToken,
} from "../../(_frame)/challenge_cookie.ts";
import { codeRefusal, type RefusedCode } from "../../(_frame)/code_refusal.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { tooManyCodes } from "../../(_frame)/too_many_codes.ts";
import { Mailbox } from "./(_contact)/mailbox.tsx";
import type { Refusal } from "./(_contact)/contact_page.tsx";

interface Pending {
  kind: ContactKind;
  newValue: string;
  /** Seconds until another code is worth asking for. */
  wait: number;
}

interface CodeData extends Pending {
  code: string;
  errors: FieldError[];
}

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const pending = await pendingContact(ctx.state);
    if (pending === null) return ctx.redirect("/profile", 303);
    return { data: { ...pending, code: "", errors: [] } as CodeData };
  },

  async POST(ctx) {
    const { state } = ctx;
    const pending = await pendingContact(state);
    if (pending === null) return ctx.redirect("/profile", 303);
    const { kind } = pending;
    const { ip, userAgent, owner: { accountId } } = state;
    const challengeId = pendingChallenge(state)!;
    const backToForm = (refused: Refusal) => {
      dropChallenge(state);
      return ctx.redirect(`/profile/${kind}?refused=${refused}`, 303);
    };

    if (state.form.has("again")) {
      const asked = await state.useCases.resendContactCode({ challengeId, accountId, ip });
      if (asked.ok) {
        keepChallenge(state, asked.challengeId);
        return ctx.redirect("/profile/code", 303);
      }
      return asked.reason === "unknown"
        ? backToForm("late")
        : refused(pending, { ...tooManyCodes(asked), code: "", wait: null });
    }

    const code = formText(state.form, "code");
    const confirmed = await state.useCases.confirmContactChange({
      challengeId,
      accountId,
      code,
      ip,
      userAgent,
      sessionToken: sessionToken(state),
    });
    if (confirmed.ok) {
      dropChallenge(state);
      return ctx.redirect(`/profile?changed=${kind}`, 303);
    }
    switch (confirmed.reason) {
      case "taken":
      case "overtaken":
      case "used":
        return backToForm(confirmed.reason);
    }
    const refusal = codeRefusal(confirmed, { code, source: MESSAGES[kind].source });
    if (refusal === null) return backToForm("late");
    if (confirmed.reason === "expired") keepChallenge(state, confirmed.challengeId);
    return refused(pending, refusal);
  },
});

const MESSAGES = {
  phone: { of: "СМС", source: "sms", other: "Другой номер", change: "новый телефон" },
  email: { of: "письма", source: "letter", other: "Другой адрес", change: "новая почта" },
} as const;

async function pendingContact(state: InsuredState): Promise<Pending | null> {
  const challengeId = pendingChallenge(state);
  if (challengeId === null) return null;
  const { accountId } = state.owner;
  const pending = await state.useCases.readPendingContact({ challengeId, accountId });
  if (pending === null) return null;
  const { kind, newValue, askedAt } = pending;
  return { kind, newValue, wait: secondsToResend(askedAt, state.now) };
}

function refused(pending: Pending, { code, wait, ...refusal }: RefusedCode) {
  const errors = [{ field: "code", ...refusal }];
  const data: CodeData = { ...pending, wait: wait ?? pending.wait, code, errors };
  return { data, status: 422 };
}

export default defineInsured.page<typeof handler>(function ContactCode({ data, state }) {
  const { kind, newValue, wait, code, errors } = data;
  const title = `Код из ${MESSAGES[kind].of}`;
  return (
    <Frame
      state={state}
      title={titleWithErrors(`${title}: ${MESSAGES[kind].change}`, errors)}
      active="profile"
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        <p>
          Отправили на {kind === "phone"
            ? <b class="nb">{formatPhone(newValue as Phone)}</b>
            : <Mailbox address={newValue} />}. Код действует 5&nbsp;минут.
        </p>
        <CodeForm
          action="/profile/code"
          csrf={state.csrfToken}
          code={code}
          errors={errors}
          submit={kind === "phone" ? "Сменить телефон" : "Сменить почту"}
          live={<CodeEntry wait={wait} />}
        >
          <h2>Код не пришел?</h2>
          <p>
            {kind === "phone"
              ? "Проверьте номер. СМС может идти минуту."
              : "Проверьте адрес и папку «Спам». Письмо может идти минуту."}
          </p>
        </CodeForm>
        <div class="links">
          <a class="link" href={`/profile/${kind}`}>{MESSAGES[kind].other}</a>
          <a class="link" href="/profile">Оставить как есть</a>
        </div>
      </div>
    </Frame>
  );
});
