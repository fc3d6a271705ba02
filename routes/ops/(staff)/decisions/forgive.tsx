import { errorOf, type FieldError, TextField } from "../../../../components/page/form.tsx";
import {
  formatRoubles,
  type Kopecks,
  kopecks,
  parseRoubles,
  roublesAndKopecks,
  subtract,
} from "../../../../domain/money.ts";
import { defineOps } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import {
  afterProposal,
  type Case,
  CaseFacts,
  DecisionPage,
  SecondMember,
  type Shown,
  stepOf,
  wantedCase,
} from "../../(_staff)/decision_form.tsx";
import { PROPOSAL_PROBLEMS } from "../../(_staff)/decision_words.ts";
import { reasonErrors } from "../../(_staff)/reason_errors.ts";
import { actorOf } from "../../(_staff)/staff_actor.ts";

type Typed = { amount: string; reason: string };

interface ForgiveData extends Shown<Typed> {
  invoice: Case;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const invoice = await wantedCase(ctx.state, ctx.url);
    const amount = roublesAndKopecks(invoice.owedKopecks).replace(".", ",");
    const data: ForgiveData = {
      invoice,
      typed: { amount, reason: "" },
      errors: [],
      checked: false,
    };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const invoice = await wantedCase(state, url);
    const typed = {
      amount: formText(state.form, "amount"),
      reason: formText(state.form, "reason"),
    };
    const shown = { invoice, typed, errors: [], checked: false };
    const step = stepOf(state.form);
    if (step === "edit") return { data: shown };
    const amount = parseRoubles(typed.amount);
    const errors = [...amountErrors(amount, invoice), ...reasonErrors(typed.reason)];
    if (errors.length > 0 || amount === null) return { data: { ...shown, errors }, status: 422 };
    // A check writes nothing and is shown in place: the reason stays out of addresses and logs.
    if (step === "check") return { data: { ...shown, checked: true } };

    const proposed = await state.useCases.proposeForgiving({
      invoiceId: invoice.id,
      amount,
      reason: typed.reason,
      actor: actorOf(state),
    });
    const after = afterProposal(proposed);
    if ("location" in after) return ctx.redirect(after.location, 303);
    const problem = { field: "amount", message: PROPOSAL_PROBLEMS[after.problem] };
    return { data: { ...shown, errors: [problem] }, status: 422 };
  },
});

function amountErrors(amount: Kopecks | null, { owedKopecks }: Case): FieldError[] {
  if (amount === null || amount <= 0) {
    return [{ field: "amount", message: "Введите сумму, например 900,00" }];
  }
  return amount > owedKopecks
    ? [{
      field: "amount",
      message: `Не\u00a0больше ${formatRoubles(owedKopecks)}: столько не\u00a0оплачено`,
    }]
    : [];
}

export default defineOps.page<typeof handler>(function Forgive({ data, state }) {
  const { invoice, typed, errors } = data;
  const amount = parseRoubles(typed.amount) ?? kopecks(0);
  const rest = subtract(invoice.owedKopecks, amount);
  return (
    <DecisionPage
      state={state}
      title="Списать долг"
      person={invoice.payer}
      obstacle={obstacleTo(invoice)}
      action={`/ops/decisions/forgive?invoice=${invoice.id}`}
      shown={data}
      facts={<CaseFacts invoice={invoice} state={state} />}
      fields={
        <TextField
          name="amount"
          label="Сколько списать, ₽"
          hint="Весь долг или часть"
          value={typed.amount}
          error={errorOf(errors, "amount")}
          inputmode="decimal"
          width="short"
          required
        />
      }
      hidden={{ amount: typed.amount }}
      check={
        <>
          <p>
            Списать <b class="nb">{formatRoubles(amount)}</b>. {rest > 0
              ? `Останется оплатить ${formatRoubles(rest)}, срок прежний.`
              : "Платить по\u00a0счету будет нечего: напоминания и\u00a0взыскание закончатся, групповая программа вернется, если нет других просрочек."}
            {" "}
            Плательщику придут СМС и&nbsp;письмо.
          </p>
          <SecondMember />
        </>
      }
      send="Предложить"
    />
  );
});

function obstacleTo({ owedKopecks, attemptId }: Case): string | null {
  if (owedKopecks <= 0) return PROPOSAL_PROBLEMS.paid;
  return attemptId === null ? null : PROPOSAL_PROBLEMS.being_paid;
}
