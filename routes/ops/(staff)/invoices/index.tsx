import { DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import {
  CsrfField,
  DateField,
  type DateValue,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  titleWithErrors,
  typedDate,
} from "../../../../components/page/form.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../components/page/pagination.tsx";
import {
  addDays,
  dayOfMonth,
  type LocalDate,
  localDateOf,
  parseLocalDate,
  realDate,
} from "../../../../domain/local_date.ts";
import { formatRoubles } from "../../../../domain/money.ts";
import { counted, dayAndYear } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { InvoiceMonths } from "../../(_staff)/invoice_months.tsx";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { INSURER_ZONE } from "../../(_staff)/staff_actor.ts";

type Overview = Awaited<ReturnType<StaffState["useCases"]["readInvoicing"]>>;

interface InvoicingData extends Overview {
  typed: DateValue;
  errors: FieldError[];
  /** The day that invoices have just been asked for. */
  asked: LocalDate | null;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const data: InvoicingData = {
      ...await state.useCases.readInvoicing(),
      typed: parts(lastDayOfPreviousMonth(localDateOf(state.now, INSURER_ZONE))),
      errors: [],
      asked: parseLocalDate(url.searchParams.get("asked") ?? ""),
    };
    return { data };
  },

  /** Checks the day; its numbers are then shown before anything is published. */
  async POST(ctx) {
    const { state } = ctx;
    const typed = typedDate(state.form, "through");
    const through = realDate(Number(typed.year), Number(typed.month), Number(typed.day));
    const today = localDateOf(state.now, INSURER_ZONE);
    if (through !== null && through <= today) {
      return ctx.redirect(`/ops/invoices/publish?through=${through}`, 303);
    }
    const message = through === null
      ? "Введите день, месяц и год, например 31 10 2026"
      : "Этот день еще не наступил";
    const data: InvoicingData = {
      ...await state.useCases.readInvoicing(),
      typed,
      errors: [{ field: "through", message }],
      asked: null,
    };
    return { data, status: 422 };
  },
});

function lastDayOfPreviousMonth(today: LocalDate): LocalDate {
  return addDays(today, -dayOfMonth(today));
}

function parts(date: LocalDate): DateValue {
  const [year = "", month = "", day = ""] = date.split("-");
  return { day, month, year };
}

export default defineOps.page<typeof handler>(function Invoicing({ data, state }) {
  const { waiting, batches, nextRun, typed, errors, asked } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Счета", errors)} current="/ops/invoices">
      <ErrorSummary errors={errors} />
      <h1>Счета</h1>
      <div class="stack">
        {asked && (
          <Notice tone="done" role="status" title="Счета выставляются">
            <p>
              За услуги по {dayAndYear(asked)}{" "}
              включительно. Обычно это занимает меньше минуты: обновите страницу, и счета появятся в
              списке ниже.
            </p>
          </Notice>
        )}
        <section class="stack" aria-labelledby="waiting">
          <h2 id="waiting">Услуги без счета</h2>
          {waiting.lines > 0 && (
            <p>
              {counted(waiting.lines, ["услуга", "услуги", "услуг"])},{" "}
              {counted(waiting.franchises, ["франшиза", "франшизы", "франшиз"])},{" "}
              <span class="nb">{formatRoubles(waiting.totalKopecks)}</span>. Удержанные строки сюда
              не входят.
            </p>
          )}
          <InvoiceMonths waiting={waiting} />
          <p>
            {dayAndYear(nextRun.on)}{" "}
            в&nbsp;12:00 по&nbsp;Екатеринбургу счета за&nbsp;услуги по&nbsp;{dayAndYear(
              nextRun.through,
            )} включительно выставятся сами. Выставить можно и&nbsp;раньше.
          </p>
        </section>
        {mayAct(state.owner, "/ops/invoices") && (
          <form class="form" method="post" action="/ops/invoices" novalidate>
            <CsrfField token={state.csrfToken} />
            <DateField
              name="through"
              label="Выставить счета за услуги по"
              hint="Включительно. Перед выпуском покажем числа"
              value={typed}
              error={errorOf(errors, "through")}
              required
            />
            <SubmitButton>Проверить</SubmitButton>
          </form>
        )}
        <section class="stack" aria-labelledby="published">
          <h2 id="published">Выставлены</h2>
          <DataTable
            caption="Выставлены"
            rows={batches}
            rowKey={(batch) => `${batch.publishedOn} ${batch.through}`}
            empty={<Empty title="Счетов еще не было">Первые появятся здесь после выпуска.</Empty>}
            columns={[
              { key: "on", title: "День выпуска", cell: (batch) => dayAndYear(batch.publishedOn) },
              { key: "through", title: "Услуги до", cell: (batch) => dayAndYear(batch.through) },
              {
                key: "invoices",
                title: "Счетов",
                align: "num",
                cell: (batch) => groupedNumber(batch.invoices),
              },
              {
                key: "sum",
                title: "Сумма",
                align: "num",
                cell: (batch) => formatRoubles(batch.totalKopecks),
              },
              {
                key: "sms",
                title: "СМС отправлено",
                align: "num",
                cell: (batch) => groupedNumber(batch.smsSent),
              },
              {
                key: "undelivered",
                title: "Не дошло",
                align: "num",
                cell: (batch) =>
                  batch.smsUndelivered === 0
                    ? "0"
                    : <a href="/ops/lists/notices">{groupedNumber(batch.smsUndelivered)}</a>,
              },
            ]}
          />
        </section>
      </div>
    </OpsFrame>
  );
});
