import { localDateOf } from "../../../../domain/local_date.ts";
import { dayAndYear } from "../../../../domain/russian.ts";
import { defineOps } from "../../../../state.ts";
import {
  type Case,
  CaseFacts,
  DecisionPage,
  SecondMember,
  type Shown,
  takeReason,
  wantedCase,
} from "../../(_staff)/decision_form.tsx";
import { PROPOSAL_PROBLEMS } from "../../(_staff)/decision_words.ts";
import { actorOf } from "../../(_staff)/staff_actor.ts";

interface ReturnData extends Shown<{ reason: string }> {
  invoice: Case;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const invoice = await wantedCase(ctx.state, ctx.url);
    const data: ReturnData = { invoice, typed: { reason: "" }, errors: [], checked: false };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const invoice = await wantedCase(state, url);
    const taken = await takeReason(
      state.form,
      (reason) =>
        state.useCases.proposeReturn({ policyId: invoice.policyId, reason, actor: actorOf(state) }),
    );
    if ("location" in taken) return ctx.redirect(taken.location, 303);
    return { data: { invoice, ...taken.shown }, status: taken.status };
  },
});

export default defineOps.page<typeof handler>(function Return({ data, state }) {
  const { invoice } = data;
  const today = localDateOf(state.now, invoice.timeZone);
  const spell = invoice.history.spells.find(({ until }) => until === null);
  return (
    <DecisionPage
      state={state}
      title="Вернуть программу до оплаты"
      person={invoice.payer}
      obstacle={spell ? null : PROPOSAL_PROBLEMS.not_in_emergency}
      action={`/ops/decisions/return?invoice=${invoice.id}`}
      shown={data}
      facts={
        <>
          <CaseFacts invoice={invoice} state={state} />
          {spell && (
            <p>
              По&nbsp;полису {invoice.policyNumber} с&nbsp;{dayAndYear(spell.from, today)}{" "}
              действует только экстренная помощь.
            </p>
          )}
        </>
      }
      fields={null}
      hidden={{}}
      check={
        <>
          <p>
            Групповая программа вернется на&nbsp;следующий рабочий день после подтверждения. Долг,
            напоминания о&nbsp;нем и&nbsp;взыскание останутся. Если просрочат другой счет, программа
            снова станет экстренной.
          </p>
          <SecondMember />
        </>
      }
      send="Предложить"
    />
  );
});
