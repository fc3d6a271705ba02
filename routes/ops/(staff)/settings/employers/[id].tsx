import { HttpError } from "fresh";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  RadioField,
  SelectField,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import {
  HIGHEST_PENALTY_BP,
  isInvoicePeriod,
  isTimeZone,
  TIME_ZONES,
} from "../../../../../domain/contract_terms.ts";
import { parsePercent } from "../../../../../domain/percent.ts";
import { counted } from "../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { formText } from "../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import {
  CHANNEL_TITLES,
  readSteps,
  stepsOf,
  type TypedStep,
  typedSteps,
} from "../../../(_staff)/plan_form.ts";
import { mayAct } from "../../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../../(_staff)/staff_actor.ts";

type Terms = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readEmployerSettings"]>>>;

interface Typed {
  region: string;
  timeZone: string;
  /** Months of an invoice. */
  period: string;
  penalty: string;
  /** `own` or the product's. */
  plan: string;
  steps: TypedStep[];
}

interface TermsData {
  terms: Terms;
  typed: Typed;
  errors: FieldError[];
  saved: boolean;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const terms = await termsOf(ctx.state, ctx.params["id"]);
    const { region, penaltyRateBp, reminderPlan, timeZone, invoiceMonths } = terms.employer;
    const typed: Typed = {
      region: region ?? "",
      timeZone,
      period: String(invoiceMonths),
      penalty: penaltyRateBp === null ? "" : String(penaltyRateBp / 100).replace(".", ","),
      plan: reminderPlan === null ? "" : "own",
      steps: stepsOf(reminderPlan),
    };
    const saved = ctx.url.searchParams.has("saved");
    const data: TermsData = { terms, typed, errors: [], saved };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form } = state;
    const terms = await termsOf(state, ctx.params["id"]);
    const typed: Typed = {
      region: formText(form, "region"),
      timeZone: formText(form, "timeZone"),
      period: formText(form, "period"),
      penalty: formText(form, "penalty"),
      plan: formText(form, "plan"),
      steps: typedSteps(form),
    };
    const penaltyRateBp = typed.penalty === "" ? null : parsePercent(typed.penalty);
    const invoiceMonths = Number(typed.period);
    const read = typed.plan === "own" ? readSteps(typed.steps) : { ok: true, plan: null } as const;
    const errors: FieldError[] = [
      typed.region !== "" && !terms.regions.some(({ code }) => code === typed.region)
        ? [{ field: "region", message: "Выберите регион из списка" }]
        : [],
      isTimeZone(typed.timeZone)
        ? []
        : [{ field: "timeZone", message: "Выберите часовой пояс из списка" }],
      isInvoicePeriod(invoiceMonths)
        ? []
        : [{ field: "period", message: "Выберите, за сколько месяцев счет" }],
      typed.penalty !== "" && penaltyRateBp === null
        ? [{ field: "penalty", message: "Введите ставку, например 16,5, или оставьте пустым" }]
        : [],
      penaltyRateBp !== null && penaltyRateBp > HIGHEST_PENALTY_BP
        ? [{ field: "penalty", message: "Больше 100 % годовых не бывает: проверьте запятую" }]
        : [],
      read.ok ? [] : read.errors,
    ].flat();
    if (errors.length > 0 || !read.ok || !isInvoicePeriod(invoiceMonths)) {
      const data: TermsData = { terms, typed, errors, saved: false };
      return { data, status: 422 };
    }
    const { staffId, ip } = actorOf(state);
    const set = await state.useCases.setEmployer({
      name: terms.employer.name,
      changes: {
        region: typed.region || null,
        timeZone: typed.timeZone,
        invoiceMonths,
        penaltyRateBp,
        reminderPlan: read.plan,
      },
      actor: { name: `staff/${staffId}`, ip },
    });
    if (!set.ok) throw new HttpError(404, set.reason);
    return ctx.redirect(`/ops/settings/employers/${terms.employer.id}?saved`, 303);
  },
});

async function termsOf(state: StaffState, id: string | undefined): Promise<Terms> {
  const employerId = pathNumber(id);
  const terms = employerId && await state.useCases.readEmployerSettings(employerId);
  if (!terms) throw new HttpError(404);
  return terms;
}

export default defineOps.page<typeof handler>(function EmployerTerms({ data, state }) {
  const { terms: { employer, openInvoices }, errors, saved } = data;
  const title = `Условия: ${employer.name}`;
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/employers">
      <ErrorSummary errors={errors} />
      <BackLink href={`/ops/employers/${employer.id}`}>{employer.name}</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        {saved && <Notice tone="done" role="status" title="Условия записаны" />}
        <p>
          Изменения действуют для счетов, которые выставят с&nbsp;этого дня, и&nbsp;для новых
          взысканий. Обещанные сроки остаются.
          {openInvoices > 0 &&
            ` Сейчас не\u00a0оплачено ${
              counted(openInvoices, ["счет", "счета", "счетов"])
            }: их сроки и\u00a0напоминания прежние.`}
        </p>
        <section class="sheet">
          {mayAct(state.owner, "/ops/settings/employers/:id")
            ? <TermsForm data={data} csrf={state.csrfToken} />
            : <p>Менять условия может администратор.</p>}
        </section>
      </div>
    </OpsFrame>
  );
});

function TermsForm({ data, csrf }: { data: TermsData; csrf: string }) {
  const { terms: { employer, regions }, typed, errors } = data;
  return (
    <form
      class="form"
      method="post"
      action={`/ops/settings/employers/${employer.id}`}
      novalidate
    >
      <CsrfField token={csrf} />
      <SelectField
        name="region"
        label="Праздники региона"
        value={typed.region}
        error={errorOf(errors, "region")}
        options={[
          { value: "", title: "Только федеральные" },
          ...regions.map(({ code, name }) => ({ value: code, title: name })),
        ]}
      />
      <SelectField
        name="timeZone"
        label="Часовой пояс"
        hint="По&nbsp;нему считаются дни: первый день обслуживания, сроки, часы звонков"
        value={typed.timeZone}
        error={errorOf(errors, "timeZone")}
        options={Object.entries(TIME_ZONES).map(([value, title]) => ({ value, title }))}
      />
      <RadioField
        name="period"
        label="Счета за&nbsp;услуги"
        value={typed.period}
        error={errorOf(errors, "period")}
        options={[
          { value: "1", title: "Каждый месяц" },
          { value: "3", title: "Раз в\u00a0квартал" },
        ]}
      />
      <TextField
        name="penalty"
        label="Неустойка по договору, % годовых"
        hint="Если ее нет, оставьте пустым: проценты посчитаем по&nbsp;ключевой ставке"
        inputmode="decimal"
        width="short"
        autocomplete="off"
        value={typed.penalty}
        error={errorOf(errors, "penalty")}
      />
      <RadioField
        name="plan"
        label="Напоминания"
        value={typed.plan}
        options={[
          { value: "", title: "Как у\u00a0всех" },
          { value: "own", title: "Свои, по\u00a0списку ниже" },
        ]}
      />
      <fieldset class="field">
        <legend>Когда и&nbsp;как напоминать</legend>
        <p class="hint">
          Рабочий день после выставления счета, от&nbsp;1 до&nbsp;30. Пустая строка&nbsp;— нет
          напоминания
        </p>
        {typed.steps.map((step, at) => <Step key={at} step={step} at={at} errors={errors} />)}
      </fieldset>
      <SubmitButton>Записать условия</SubmitButton>
    </form>
  );
}

interface StepProps {
  step: TypedStep;
  at: number;
  errors: readonly FieldError[];
}

function Step({ step: { day, channels }, at, errors }: StepProps) {
  const name = `day-${at}`;
  return (
    <div class="filters plan-step">
      <TextField
        name={name}
        label={`Шаг ${at + 1}, день`}
        inputmode="numeric"
        width="short"
        autocomplete="off"
        value={day}
        error={errorOf(errors, name)}
      />
      {Object.entries(CHANNEL_TITLES).map(([channel, title]) => (
        <div class="check" key={channel}>
          <input
            id={`${channel}-${at}`}
            name={`${channel}-${at}`}
            type="checkbox"
            checked={channels.some((one) => one === channel)}
          />
          <label for={`${channel}-${at}`}>
            {title}
            <span class="vh">, шаг {at + 1}</span>
          </label>
        </div>
      ))}
    </div>
  );
}
