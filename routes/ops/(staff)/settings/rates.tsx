import { DataTable } from "../../../../components/page/data_table.tsx";
import {
  CsrfField,
  DateField,
  type DateValue,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
  typedDate,
} from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import {
  addDays,
  type LocalDate,
  localDateOf,
  readRussianDate,
} from "../../../../domain/local_date.ts";
import { parsePercent } from "../../../../domain/percent.ts";
import { dayAndYear, formatRate } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE } from "../../(_staff)/staff_actor.ts";

type Rate = Awaited<ReturnType<StaffState["useCases"]["listKeyRates"]>>[number];

interface Typed {
  from: DateValue;
  through: DateValue;
  percent: string;
  source: string;
}

interface RatesData {
  rates: Rate[];
  typed: Typed;
  errors: FieldError[];
  added: boolean;
}

const NOTHING: DateValue = { day: "", month: "", year: "" };
const LONGEST_SOURCE = 300;

export const handler = defineOps.handlers({
  async GET({ state, url }) {
    const data: RatesData = {
      rates: await state.useCases.listKeyRates(),
      typed: { from: NOTHING, through: NOTHING, percent: "", source: "" },
      errors: [],
      added: url.searchParams.has("added"),
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form, useCases } = state;
    const typed: Typed = {
      from: typedDate(form, "from"),
      through: typedDate(form, "through"),
      percent: formText(form, "percent"),
      source: formText(form, "source"),
    };
    const refuse = async (errors: FieldError[]) => {
      const data: RatesData = { rates: await useCases.listKeyRates(), typed, errors, added: false };
      return { data, status: 422 };
    };
    const from = dateOf(typed.from);
    const knownThrough = dateOf(typed.through);
    const basisPoints = parsePercent(typed.percent);
    const { source } = typed;
    if (
      from === null || knownThrough === null || basisPoints === null || source === "" ||
      source.length > LONGEST_SOURCE
    ) {
      return await refuse(missing({ from, knownThrough, basisPoints, source }));
    }
    const rate = { from, knownThrough, basisPoints, source };
    const added = await useCases.addKeyRate({ rate, actor: actorOf(state) });
    if (added.ok) return ctx.redirect("/ops/settings/rates?added", 303);
    switch (added.reason) {
      case "known":
        return await refuse([{
          field: "from",
          message: `С этого дня уже записана ставка ${
            formatRate(added.known.basisPoints)
          }. Записанное не\u00a0меняют: если она действует дальше, добавьте ее со следующего дня`,
        }]);
      case "ends_before_start":
        return await refuse([{ field: "through", message: "Этот день раньше первого" }]);
      case "no_source":
        return await refuse([{ field: "source", message: "Напишите, откуда ставка" }]);
    }
  },
});

function dateOf({ day, month, year }: DateValue): LocalDate | null {
  return readRussianDate(`${day}.${month}.${year}`);
}

function missing(read: {
  from: LocalDate | null;
  knownThrough: LocalDate | null;
  basisPoints: number | null;
  source: string;
}): FieldError[] {
  const date = "Введите дату: день, месяц и\u00a0год";
  return [
    read.from === null ? [{ field: "from", message: date }] : [],
    read.basisPoints === null
      ? [{ field: "percent", message: "Введите ставку, например 16,5" }]
      : [],
    read.knownThrough === null ? [{ field: "through", message: date }] : [],
    read.source === "" || read.source.length > LONGEST_SOURCE
      ? [{ field: "source", message: "Напишите, откуда ставка, до 300 знаков" }]
      : [],
  ].flat();
}

export default defineOps.page<typeof handler>(function Rates({ data, state }) {
  const { rates, errors, added } = data;
  const today = localDateOf(state.now, INSURER_ZONE);
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors("Ключевая ставка", errors)}
      current="/ops/settings"
    >
      <ErrorSummary errors={errors} />
      <BackLink href="/ops/settings">Настройки</BackLink>
      <h1>Ключевая ставка</h1>
      <div class="stack">
        {added && <Notice tone="done" role="status" title="Ставка записана" />}
        <p>
          По&nbsp;ней считают проценты за&nbsp;просрочку (статья&nbsp;395 Гражданского кодекса),
          если у&nbsp;работодателя нет договорной ставки. За&nbsp;дни без ставки проценты
          не&nbsp;считают.
        </p>
        <Gaps rates={rates} today={today} />
        {mayAct(state.owner, "/ops/settings/rates") && (
          <AddForm data={data} csrf={state.csrfToken} />
        )}
        <DataTable
          caption="Ключевая ставка"
          rows={[...rates].reverse()}
          rowKey={(rate) => rate.from}
          empty={null}
          columns={[
            {
              key: "from",
              title: "С\u00a0дня",
              cell: (rate) => <span class="nb">{dayAndYear(rate.from)}</span>,
            },
            {
              key: "rate",
              title: "Ставка",
              align: "num",
              cell: (rate) => formatRate(rate.basisPoints),
            },
            {
              key: "through",
              title: "Известна по",
              cell: (rate) => <span class="nb">{dayAndYear(lastDay(rate, rates))}</span>,
            },
            { key: "source", title: "Откуда", cell: (rate) => rate.source },
          ]}
        />
      </div>
    </OpsFrame>
  );
});

/** A later row ends what was known of an earlier one. */
function lastDay(rate: Rate, rates: readonly Rate[]): LocalDate {
  const next = rates[rates.indexOf(rate) + 1];
  return next !== undefined && next.from <= rate.knownThrough
    ? addDays(next.from, -1)
    : rate.knownThrough;
}

/** Days up to today that no row covers. */
function Gaps({ rates, today }: { rates: readonly Rate[]; today: LocalDate }) {
  const gaps = rates.flatMap((rate, at) => {
    const from = addDays(rate.knownThrough, 1);
    const next = rates[at + 1]?.from ?? addDays(today, 1);
    return from < next ? [{ from, to: addDays(next, -1) }] : [];
  });
  if (gaps.length === 0) {
    const through = rates.at(-1)?.knownThrough;
    return through === undefined
      ? <Notice tone="warn" title="Ставок нет: проценты не&nbsp;считаются" />
      : (
        <Notice tone="info" title={`Ставка известна по\u00a0${dayAndYear(through)}`}>
          <p>Добавьте новую после заседания Банка России.</p>
        </Notice>
      );
  }
  return (
    <Notice tone="warn" title="Есть дни без ставки: проценты за&nbsp;них не&nbsp;считаются">
      <ul class="plain-list">
        {gaps.map(({ from, to }) => (
          <li key={from}>
            {from === to ? dayAndYear(from) : `С ${dayAndYear(from)} по ${dayAndYear(to)}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function AddForm({ data: { typed, errors }, csrf }: { data: RatesData; csrf: string }) {
  return (
    <section class="sheet" aria-labelledby="add">
      <h2 id="add">Добавить ставку</h2>
      <form class="form" method="post" action="/ops/settings/rates" novalidate>
        <CsrfField token={csrf} />
        <DateField
          name="from"
          label="Первый день"
          autocomplete="off"
          value={typed.from}
          error={errorOf(errors, "from")}
          required
        />
        <TextField
          name="percent"
          label="Ставка, % годовых"
          inputmode="decimal"
          width="short"
          autocomplete="off"
          value={typed.percent}
          error={errorOf(errors, "percent")}
          required
        />
        <DateField
          name="through"
          label="Известна по"
          hint="Последний день, когда она точно действует: перед ближайшим заседанием"
          autocomplete="off"
          value={typed.through}
          error={errorOf(errors, "through")}
          required
        />
        <TextField
          name="source"
          label="Откуда"
          hint="Например: решение Совета директоров Банка России от 13.02.2026"
          autocomplete="off"
          value={typed.source}
          error={errorOf(errors, "source")}
          required
        />
        <SubmitButton>Добавить</SubmitButton>
      </form>
    </section>
  );
}
