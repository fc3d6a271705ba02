import { HttpError } from "fresh";
import {
  Checkbox,
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  titleWithErrors,
} from "../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { formatPhone } from "../../../../../domain/phone.ts";
import { numbered } from "../../../../../domain/russian.ts";
import { defineInsured, type InsuredState } from "../../../../../state.ts";
import { keepChallenge } from "../../../../(_frame)/challenge_cookie.ts";
import { Frame } from "../../../../(_frame)/frame.tsx";
import { tooManyCodes } from "../../../../(_frame)/too_many_codes.ts";
import { Consequences } from "../../(_profile)/withdrawal_words.tsx";

const UNTICKED = "Поставьте отметку, если хотите отозвать согласие";

type Look = NonNullable<Awaited<ReturnType<InsuredState["useCases"]["readWithdrawable"]>>>;

interface WithdrawData {
  look: Look;
  ticked: boolean;
  errors: FieldError[];
}

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const look = await lookAt(ctx.state, ctx.params["id"]);
    const data: WithdrawData = { look, ticked: false, errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const look = await lookAt(state, ctx.params["id"]);
    if (!state.form.has("withdraw")) {
      return { data: refused({ look, ticked: false }, { message: UNTICKED }), status: 422 };
    }
    const { useCases, owner: { accountId, personId }, ip } = state;
    const asked = await useCases.requestWithdrawal({
      by: { accountId, personId },
      consentId: look.consent.id,
      ip,
    });
    if (asked.ok) {
      keepChallenge(state, asked.challengeId);
      return ctx.redirect("/profile/withdrawal", 303);
    }
    if (asked.reason === "unknown") return ctx.redirect("/profile?not_withdrawn", 303);
    return { data: refused({ look, ticked: true }, tooManyCodes(asked)), status: 429 };
  },
});

async function lookAt(state: InsuredState, id: string | undefined): Promise<Look> {
  const { useCases, owner: { personId }, ip } = state;
  const look = /^[1-9]\d{0,15}$/.test(id ?? "")
    ? await useCases.readWithdrawable({ of: { consentId: Number(id) }, personId, ip })
    : null;
  if (look === null) throw new HttpError(404);
  return look;
}

function refused(
  page: Omit<WithdrawData, "errors">,
  error: Omit<FieldError, "field">,
): WithdrawData {
  return { ...page, errors: [{ field: "withdraw", ...error }] };
}

export default defineInsured.page<typeof handler>(function Withdraw({ data, state }) {
  const { look, ticked, errors } = data;
  const { consent: { id, franchise } } = look;
  const title = franchise
    ? "Отозвать согласие на\u00a0франшизу"
    : "Отозвать согласие на\u00a0обработку данных";
  return (
    <Frame state={state} title={titleWithErrors(title, errors)} active="profile" width="narrow">
      <BackLink href="/profile">Профиль</BackLink>
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        <Consequences look={look} state={state} />
        <form
          class="form section"
          method="post"
          action={`/profile/consents/${id}/withdraw`}
          novalidate
        >
          <CsrfField token={state.csrfToken} />
          <Checkbox
            name="withdraw"
            checked={ticked}
            error={errorOf(errors, "withdraw")}
            required
          >
            {franchise
              ? `Я отзываю согласие на\u00a0франшизу по\u00a0полису ${
                numbered(franchise.policyNumber)
              }`
              : "Я отзываю согласие на\u00a0обработку персональных данных и\u00a0закрываю кабинет"}
          </Checkbox>
          <p class="muted">
            Пришлем код на{" "}
            <span class="nb">{formatPhone(state.owner.phone)}</span>. Пока вы не&nbsp;введете его,
            ничего не&nbsp;изменится.
          </p>
          <div class="actions">
            <SubmitButton>Получить код</SubmitButton>
            <a class="link" href="/profile">Оставить как есть</a>
          </div>
        </form>
      </div>
    </Frame>
  );
});
