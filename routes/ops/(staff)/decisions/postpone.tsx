import {
  DateField,
  type DateValue,
  errorOf,
  type FieldError,
  typedDate,
} from "../../../../components/page/form.tsx";
import { calendarOf } from "../../../../domain/calendar.ts";
import { dueDateProblem } from "../../../../domain/decision.ts";
import {
  type LocalDate,
  localDateOf,
  parseLocalDate,
  realDate,
} from "../../../../domain/local_date.ts";
import { shortDate } from "../../../../domain/russian.ts";
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
import { DUE_DATE_PROBLEMS } from "../../(_staff)/decision_words.ts";
import { reasonErrors } from "../../(_staff)/reason_errors.ts";
import { actorOf } from "../../(_staff)/staff_actor.ts";

type Typed = { date: DateValue; reason: string };

interface PostponeData extends Shown<Typed> {
  invoice: Case;
}

const EMPTY = { day: "", month: "", year: "" };

export const handler = defineOps.handlers({
  async GET(ctx) {
    const invoice = await wantedCase(ctx.state, ctx.url);
    const typed = { date: EMPTY, reason: "" };
    const data: PostponeData = { invoice, typed, errors: [], checked: false };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const invoice = await wantedCase(state, url);
    const typed = { date: typedDate(state.form, "date"), reason: formText(state.form, "reason") };
    const shown = { invoice, typed, errors: [] as FieldError[], checked: false };
    const step = stepOf(state.form);
    if (step === "edit") return { data: shown };
    const to = dayOf(typed.date);
    const today = localDateOf(state.now, invoice.timeZone);
    const errors = [...dayErrors(to, { invoice, today }), ...reasonErrors(typed.reason)];
    if (errors.length > 0 || to === null) return { data: { ...shown, errors }, status: 422 };
    // A check writes nothing and is shown in place: the reason stays out of addresses and logs.
    if (step === "check") return { data: { ...shown, checked: true } };

    const postponed = await state.useCases.postponeDueDate({
      invoiceId: invoice.id,
      to,
      dueOnSeen: parseLocalDate(formText(state.form, "seen")) ?? invoice.dueOn,
      reason: typed.reason,
      actor: actorOf(state),
    });
    if (postponed.ok) return ctx.redirect(`/ops/decisions/${postponed.decisionId}?done`, 303);
    const message = postponed.reason === "day"
      ? DUE_DATE_PROBLEMS[postponed.problem]
      : postponed.reason === "moved"
      ? `Срок уже перенесли, теперь он ${shortDate(postponed.dueOn, { today })}`
      : OBSTACLES[postponed.reason];
    return { data: { ...shown, errors: [{ field: "date", message }] }, status: 422 };
  },
});

const OBSTACLES = {
  paid: "Счет уже оплачен: переносить нечего",
  defaulted:
    "Просрочка уже наступила, срок не\u00a0перенести. Можно списать долг или вернуть программу",
};

function dayOf({ year, month, day }: DateValue): LocalDate | null {
  return realDate(Number(year), Number(month), Number(day));
}

function dayErrors(
  to: LocalDate | null,
  { invoice, today }: { invoice: Case; today: LocalDate },
): FieldError[] {
  if (to === null) return [{ field: "date", message: "Введите день, месяц и год" }];
  const calendar = calendarOf(invoice.calendar, invoice.region);
  const problem = dueDateProblem(calendar, to, { dueOn: invoice.dueOn, today });
  return problem === null ? [] : [{ field: "date", message: DUE_DATE_PROBLEMS[problem] }];
}

export default defineOps.page<typeof handler>(function Postpone({ data, state }) {
  const { invoice, typed: { date }, errors } = data;
  const today = localDateOf(state.now, invoice.timeZone);
  const to = dayOf(date);
  return (
    <DecisionPage
      state={state}
      title="Перенести срок"
      person={invoice.payer}
      obstacle={obstacleTo(invoice)}
      action={`/ops/decisions/postpone?invoice=${invoice.id}`}
      shown={data}
      facts={<CaseFacts invoice={invoice} state={state} />}
      fields={
        <DateField
          name="date"
          label="Новый последний день оплаты"
          hint="Рабочий день позже прежнего срока, не дальше 90 дней от него"
          value={date}
          error={errorOf(errors, "date")}
          required
        />
      }
      hidden={{
        "date-day": date.day,
        "date-month": date.month,
        "date-year": date.year,
        seen: invoice.dueOn,
      }}
      check={to && (
        <p>
          Последний день оплаты станет <b class="nb">{shortDate(to, { today })}</b> вместо{" "}
          <span class="nb">{shortDate(invoice.dueOn, { today })}</span>. Плательщику придут СМС и
          {" "}
          письмо о&nbsp;новом сроке. Назад срок не&nbsp;переносится.
        </p>
      )}
      send="Перенести срок"
    />
  );
});

function obstacleTo({ owedKopecks, defaultedAt }: Case): string | null {
  if (owedKopecks <= 0) return OBSTACLES.paid;
  return defaultedAt === null ? null : OBSTACLES.defaulted;
}
