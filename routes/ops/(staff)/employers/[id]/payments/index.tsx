import { HttpError } from "fresh";
import { DataTable } from "../../../../../../components/page/data_table.tsx";
import { Empty } from "../../../../../../components/page/empty.tsx";
import {
  ErrorSummary,
  type FieldError,
  SelectField,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../../components/page/layout.tsx";
import { formatRoubles } from "../../../../../../domain/money.ts";
import { dayAndYear, formatDateTime } from "../../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../../state.ts";
import { OpsFrame } from "../../../../../(_frame)/frame.tsx";
import { typedText } from "../../../../../(_frame)/typed_text.ts";
import {
  NOTHING_TYPED,
  readPayment,
  refusalOf,
  type TypedPayment,
  typedPayment,
} from "../../../../(_staff)/employer_payment_entry.ts";
import { PaymentForm } from "../../../../(_staff)/employer_payment_form.tsx";
import { PAYMENT_WORDS } from "../../../../(_staff)/employer_payment_words.ts";
import { actorOf, pathNumber } from "../../../../(_staff)/staff_actor.ts";

type Payments = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readEmployerPayments"]>>>;

interface PaymentsData {
  shown: Payments;
  view: { q: string; mark: Mark };
  typed: TypedPayment;
  errors: FieldError[];
}

const MARKS = [
  { value: "deducted", title: "Удержано из зарплаты" },
  { value: "", title: "Все неоплаченные" },
] as const;

type Mark = typeof MARKS[number]["value"];

export const handler = defineOps.handlers({
  async GET(ctx) {
    const view = viewIn(ctx.url.searchParams);
    const shown = await wanted(ctx.state, ctx.params["id"], view);
    return { data: { shown, view, typed: NOTHING_TYPED, errors: [] } satisfies PaymentsData };
  },

  async POST(ctx) {
    const { state } = ctx;
    const view = viewIn(ctx.url.searchParams);
    const shown = await wanted(state, ctx.params["id"], view);
    const typed = typedPayment(state.form);
    const refused = (errors: FieldError[]) => ({
      data: { shown, view, typed, errors } satisfies PaymentsData,
      status: 422,
    });
    const read = readPayment(typed, shown.debts);
    if ("errors" in read) return refused(read.errors);
    const employerId = shown.employer.id;
    const actor = actorOf(state);
    const entered = await state.useCases.enterEmployerPayment({ employerId, ...read, actor });
    if (!entered.ok) return refused([refusalOf(entered, read.amount)]);
    return ctx.redirect(`/ops/employers/${employerId}/payments/${entered.paymentId}?entered`, 303);
  },
});

function viewIn(params: URLSearchParams): PaymentsData["view"] {
  const mark = MARKS.find(({ value }) => value === params.get("mark")) ?? MARKS[0];
  return { q: typedText(params.get("q") ?? "").slice(0, 100), mark: mark.value };
}

async function wanted(
  state: StaffState,
  id: string | undefined,
  { q, mark }: PaymentsData["view"],
): Promise<Payments> {
  const employerId = pathNumber(id);
  const shown = employerId && await state.useCases.readEmployerPayments({
    employerId,
    filter: { query: q, state: "", mark },
    actor: actorOf(state),
  });
  if (!shown) throw new HttpError(404);
  return shown;
}

export default defineOps.page<typeof handler>(function EmployerPayments({ data, state }) {
  const { shown: { employer, debts, payments }, view, typed, errors } = data;
  const path = `/ops/employers/${employer.id}/payments`;
  const search = new URLSearchParams(view).toString();
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors(`Деньги работодателя: ${employer.name}`, errors)}
      current="/ops/employers"
    >
      <ErrorSummary errors={errors} />
      <BackLink href={`/ops/employers/${employer.id}`}>{employer.name}</BackLink>
      <h1>Деньги работодателя</h1>
      <div class="stack">
        <p>
          Работодатель удержал долги из&nbsp;зарплаты и&nbsp;перевел одной суммой. Один сотрудник
          записывает, за&nbsp;какие счета, другой проводит: тогда счета оплачены.
        </p>
        <section class="stack" aria-labelledby="entered">
          <h2 id="entered">Записанные поступления</h2>
          <DataTable
            caption="Записанные поступления"
            rows={payments}
            rowKey={({ id }) => id}
            empty={<Empty title="Поступлений не записано">Запишите первое ниже.</Empty>}
            columns={[
              {
                key: "order",
                title: "Поручение",
                cell: ({ id, orderNumber }) => <a href={`${path}/${id}`}>№&nbsp;{orderNumber}</a>,
              },
              { key: "on", title: "Поступило", cell: (row) => dayAndYear(row.receivedOn) },
              {
                key: "amount",
                title: "Сумма",
                align: "num",
                cell: (row) => formatRoubles(row.amountKopecks),
              },
              { key: "parts", title: "Счетов", align: "num", cell: (row) => row.parts },
              {
                key: "excess",
                title: "Оказалось лишним",
                align: "num",
                cell: ({ excessKopecks }) =>
                  excessKopecks === 0 ? "—" : formatRoubles(excessKopecks),
              },
              {
                key: "state",
                title: "Состояние",
                cell: ({ outcome }) => PAYMENT_WORDS[outcome ?? "waiting"],
              },
              {
                key: "who",
                title: "Кто записал",
                cell: (row) =>
                  `${row.enteredBy}, ${formatDateTime(row.enteredAt, employer.timeZone)}`,
              },
            ]}
          />
        </section>
        <section class="stack" aria-labelledby="new">
          <h2 id="new">Новое поступление</h2>
          <form class="filters" method="get" action={path} role="search">
            <TextField
              name="q"
              type="search"
              label="Фамилия, табельный № или счет"
              autocomplete="off"
              value={view.q}
            />
            <SelectField name="mark" label="Какие счета" options={MARKS} value={view.mark} />
            <SubmitButton tone="quiet">Показать</SubmitButton>
          </form>
          {debts.length === 0
            ? (
              <Empty title="Таких долгов в последнем отчете нет">
                Выберите «Все неоплаченные»: возможно, работодатель не&nbsp;поставил отметку.
              </Empty>
            )
            : (
              <PaymentForm
                debts={debts}
                typed={typed}
                errors={errors}
                action={`${path}?${search}`}
                csrf={state.csrfToken}
              />
            )}
        </section>
      </div>
    </OpsFrame>
  );
});
