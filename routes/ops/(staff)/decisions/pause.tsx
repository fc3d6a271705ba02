import { HttpError } from "fresh";
import {
  DateField,
  type DateValue,
  errorOf,
  type FieldError,
  RadioField,
  typedDate,
} from "../../../../components/page/form.tsx";
import { pauseProblem } from "../../../../domain/decision.ts";
import { type LocalDate, localDateOf, realDate } from "../../../../domain/local_date.ts";
import { numbered, shortDate } from "../../../../domain/russian.ts";
import { defineOps } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import {
  type Case,
  CaseFacts,
  DecisionPage,
  type Shown,
  stepOf,
  wantedCase,
} from "../../(_staff)/decision_form.tsx";
import { PAUSE_PROBLEMS } from "../../(_staff)/decision_words.ts";
import { reasonErrors } from "../../(_staff)/reason_errors.ts";
import { actorOf } from "../../(_staff)/staff_actor.ts";

type Typed = { of: string; date: DateValue; reason: string };

interface PauseData extends Shown<Typed> {
  invoice: Case;
}

const EMPTY = { day: "", month: "", year: "" };
const PAID = "Счет оплачен: напоминать не\u00a0о\u00a0чем";

export const handler = defineOps.handlers({
  async GET(ctx) {
    const invoice = await wantedCase(ctx.state, ctx.url);
    const typed = { of: "invoice", date: EMPTY, reason: "" };
    const data: PauseData = { invoice, typed, errors: [], checked: false };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const invoice = await wantedCase(state, url);
    const typed = {
      of: formText(state.form, "of") === "person" ? "person" : "invoice",
      date: typedDate(state.form, "date"),
      reason: formText(state.form, "reason"),
    };
    const shown = { invoice, typed, errors: [] as FieldError[], checked: false };
    const step = stepOf(state.form);
    if (step === "edit") return { data: shown };
    const through = dayOf(typed.date);
    const today = localDateOf(state.now, invoice.timeZone);
    const errors = [...dayErrors(through, today), ...reasonErrors(typed.reason)];
    if (errors.length > 0 || through === null) return { data: { ...shown, errors }, status: 422 };
    // A check writes nothing and is shown in place: the reason stays out of addresses and logs.
    if (step === "check") return { data: { ...shown, checked: true } };

    const paused = await state.useCases.pauseReminders({
      subject: typed.of === "person" ? { personId: invoice.payer.id } : { invoiceId: invoice.id },
      through,
      reason: typed.reason,
      actor: actorOf(state),
    });
    if (paused.ok) return ctx.redirect(`/ops/decisions/${paused.decisionId}?done`, 303);
    if (paused.reason === "unknown") throw new HttpError(404);
    const message = paused.reason === "paid" ? PAID : PAUSE_PROBLEMS[paused.problem];
    return { data: { ...shown, errors: [{ field: "date", message }] }, status: 422 };
  },
});

function dayOf({ year, month, day }: DateValue): LocalDate | null {
  return realDate(Number(year), Number(month), Number(day));
}

function dayErrors(through: LocalDate | null, today: LocalDate): FieldError[] {
  if (through === null) return [{ field: "date", message: "Введите день, месяц и год" }];
  const problem = pauseProblem(through, today);
  return problem === null ? [] : [{ field: "date", message: PAUSE_PROBLEMS[problem] }];
}

export default defineOps.page<typeof handler>(function Pause({ data, state }) {
  const { invoice, typed: { of, date }, errors } = data;
  const today = localDateOf(state.now, invoice.timeZone);
  const through = dayOf(date);
  return (
    <DecisionPage
      state={state}
      title="Приостановить напоминания"
      person={invoice.payer}
      obstacle={invoice.owedKopecks <= 0 ? PAID : null}
      action={`/ops/decisions/pause?invoice=${invoice.id}`}
      shown={data}
      facts={<CaseFacts invoice={invoice} state={state} />}
      fields={
        <>
          <RadioField
            name="of"
            label="О чем не напоминать"
            value={of}
            options={[
              { value: "invoice", title: `О счете ${numbered(invoice.id)}` },
              { value: "person", title: "Обо всех счетах плательщика" },
            ]}
          />
          <DateField
            name="date"
            label="Последний день без напоминаний"
            hint="Не дальше 60 дней. Чтобы возобновить раньше, запишите другой день"
            value={date}
            error={errorOf(errors, "date")}
            required
          />
        </>
      }
      hidden={{ of, "date-day": date.day, "date-month": date.month, "date-year": date.year }}
      check={through && (
        <p>
          {of === "person" ? "Ни\u00a0об\u00a0одном счете" : `О\u00a0счете ${numbered(invoice.id)}`}
          {" "}
          не&nbsp;будет напоминаний и&nbsp;звонков до{" "}
          <b class="nb">{shortDate(through, { today })}</b>{" "}
          включительно. Срок оплаты прежний; о&nbsp;просрочке и&nbsp;взыскании сообщим как обычно.
        </p>
      )}
      send="Приостановить"
    />
  );
});
