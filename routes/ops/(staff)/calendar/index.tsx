import { DataTable } from "../../../../components/page/data_table.tsx";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
  titleWithErrors,
} from "../../../../components/page/form.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../components/page/pagination.tsx";
import type { CalendarData } from "../../../../domain/calendar.ts";
import { provisionalYears } from "../../../../domain/calendar_changes.ts";
import { yearOfDays } from "../../../../domain/calendar_decree.ts";
import { localDateOf, yearOf } from "../../../../domain/local_date.ts";
import { counted, formatDateTime, numbered } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { CalendarChanges, yearTitle } from "../../(_staff)/calendar_changes.tsx";
import {
  dateLines,
  decreeQuery,
  faultErrors,
  FEDERAL,
  readDecree,
  type TypedDecree,
  typedDecree,
} from "../../(_staff)/calendar_form.ts";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { INSURER_ZONE, pathNumber } from "../../(_staff)/staff_actor.ts";

type Version = Awaited<ReturnType<StaffState["useCases"]["readCalendars"]>>[number];

interface Chosen {
  year: number;
  region: string | null;
}

interface CalendarPageData {
  versions: Version[];
  /** Years that may be chosen. */
  years: number[];
  chosen: Chosen;
  typed: TypedDecree;
  errors: FieldError[];
  outcome: { kind: "unchanged" } | { kind: "added"; version: Version } | null;
}

const VERSIONS_SHOWN = 20;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url: { searchParams: query } } = ctx;
    const versions = await state.useCases.readCalendars(VERSIONS_SHOWN);
    const { data } = versions[0]!;
    const years = yearsToChoose(state, data);
    const chosen = chosenOf((name) => query.get(name) ?? "", { years, data });
    const days = yearOfDays(data, chosen);
    const added = versions.find((one) => one.versionId === pathNumber(query.get("added") ?? ""));
    const page: CalendarPageData = {
      versions,
      years,
      chosen,
      typed: {
        daysOff: dateLines(days.daysOff),
        working: dateLines(days.workingWeekends),
        source: "",
      },
      errors: [],
      outcome: added
        ? { kind: "added", version: added }
        : query.has("unchanged")
        ? { kind: "unchanged" }
        : null,
    };
    return { data: page };
  },

  /** Checks the days; what they change is then shown before anything is written. */
  async POST(ctx) {
    const { state } = ctx;
    const versions = await state.useCases.readCalendars(VERSIONS_SHOWN);
    const { data } = versions[0]!;
    const years = yearsToChoose(state, data);
    const chosen = chosenOf((name) => formText(state.form, name), { years, data });
    const typed = typedDecree(state.form);
    const refuse = (errors: FieldError[]) => {
      const page: CalendarPageData = { versions, years, chosen, typed, errors, outcome: null };
      return { data: page, status: 422 };
    };
    const read = readDecree(typed, chosen);
    if (!read.ok) return refuse(read.errors);
    const { decree } = read;
    const checked = await state.useCases.checkCalendar({ kind: "year", ...decree.days });
    if (checked.ok) return ctx.redirect(`/ops/calendar/preview?${decreeQuery(decree)}`, 303);
    return refuse(
      checked.reason === "faults"
        ? faultErrors(checked.faults)
        : [{ field: "daysOff", message: "Эти дни уже записаны: менять нечего" }],
    );
  },
});

/** A decree concerns the year that runs or the next; invoices of last year may still be open. */
function yearsToChoose(state: StaffState, data: CalendarData): number[] {
  const today = yearOf(localDateOf(state.now, INSURER_ZONE));
  const last = Math.max(today, ...Object.keys(data.years).map(Number)) + 1;
  return Array.from({ length: last - today + 2 }, (_, index) => today - 1 + index);
}

function chosenOf(
  field: (name: string) => string,
  { years, data }: { years: number[]; data: CalendarData },
): Chosen {
  const year = Number(field("year"));
  const region = field("scope");
  return {
    year: years.includes(year) ? year : years[1]!,
    region: Object.hasOwn(data.regions, region) ? region : null,
  };
}

export default defineOps.page<typeof handler>(function CalendarPage({ data, state }) {
  const { versions, errors, outcome } = data;
  const current = versions[0]!;
  return (
    <OpsFrame state={state} title={titleWithErrors("Календарь", errors)} current="/ops/calendar">
      <ErrorSummary errors={errors} />
      <h1>Рабочий календарь</h1>
      <div class="stack">
        <Outcome outcome={outcome} />
        <p>
          По нему считаются сроки оплаты и первые дни обслуживания. Действует{" "}
          <b>версия {current.versionId}</b>: {current.source}.
        </p>
        {mayAct(state.owner, "/ops/calendar") && <DecreeForm {...data} csrf={state.csrfToken} />}
        <section class="stack" aria-labelledby="versions">
          <h2 id="versions">Версии</h2>
          <Versions versions={versions} />
        </section>
      </div>
    </OpsFrame>
  );
});

function Outcome({ outcome }: Pick<CalendarPageData, "outcome">) {
  if (outcome === null) return null;
  if (outcome.kind === "unchanged") {
    return <Notice tone="info" role="status" title="Эти дни уже записаны: ничего не изменилось" />;
  }
  const { versionId, moved } = outcome.version;
  return (
    <Notice tone="done" role="status" title={`Записана версия ${versionId}`}>
      <p>
        {moved === 0
          ? "Сроки открытых счетов прежние. Новые счета считаются по ней."
          : `Позже стал срок у ${
            counted(moved, ["счета", "счетов", "счетов"])
          }: плательщикам придут уведомления. Новые счета считаются по ней.`}
      </p>
    </Notice>
  );
}

function DecreeForm(props: CalendarPageData & { csrf: string }) {
  const { versions, years, chosen, typed, errors, csrf } = props;
  const { data } = versions[0]!;
  const { year, region } = chosen;
  const undecided = provisionalYears(data, { from: years[0]!, to: years.at(-1)! })
    .some((one) => one.year === year && (one.region === null || one.region === region));
  return (
    <section class="stack" aria-labelledby="decree">
      <h2 id="decree">Новое постановление</h2>
      <form class="filters" method="get" action="/ops/calendar">
        <SelectField
          name="year"
          label="Год"
          value={String(year)}
          options={years.map((one) => ({ value: String(one), title: String(one) }))}
        />
        <SelectField
          name="scope"
          label="Где"
          value={region ?? FEDERAL}
          options={[
            { value: FEDERAL, title: "Вся Россия" },
            ...Object.entries(data.regions).map(([value, { name }]) => ({ value, title: name })),
          ]}
        />
        <SubmitButton tone="quiet">Показать дни</SubmitButton>
      </form>
      <form class="form" method="post" action="/ops/calendar" novalidate>
        <CsrfField token={csrf} />
        <input type="hidden" name="year" value={String(year)} />
        <input type="hidden" name="scope" value={region ?? FEDERAL} />
        <h3>{yearTitle(chosen, data.regions)}</h3>
        {undecided && (
          <p>
            {region === null
              ? "Постановления на этот год еще нет: показаны праздники и переносы по статье 112 ТК."
              : "Праздники региона на этот год еще не записаны: показаны те, что бывают каждый год."}
          </p>
        )}
        <TextArea
          name="daysOff"
          label={region === null ? "Нерабочие будни" : "Праздники региона"}
          hint={region === null
            ? "По одной дате в строке, например 10.05.2027. Субботы и воскресенья не пишите"
            : "По одной дате в строке, например 11.10.2027. Если праздник в выходной, впишите и день, на который он перенесен"}
          rows={region === null ? 10 : 5}
          value={typed.daysOff}
          error={errorOf(errors, "daysOff")}
          required
        />
        {region === null && (
          <TextArea
            name="working"
            label="Рабочие субботы и воскресенья"
            hint="По одной дате в строке; если их нет, оставьте пустым"
            rows={3}
            value={typed.working}
            error={errorOf(errors, "working")}
          />
        )}
        <TextField
          name="source"
          label="Постановление"
          hint="Кто, когда и под каким номером его принял"
          autocomplete="off"
          value={typed.source}
          error={errorOf(errors, "source")}
          required
        />
        <SubmitButton>Посмотреть, что изменится</SubmitButton>
      </form>
    </section>
  );
}

function Versions({ versions }: { versions: Version[] }) {
  return (
    <DataTable
      caption="Версии календаря"
      rows={versions}
      rowKey={(version) => version.versionId}
      empty={null}
      columns={[
        { key: "number", title: "Версия", cell: (version) => numbered(version.versionId) },
        {
          key: "source",
          title: "Источник и что изменила",
          cell: ({ source, changes, data }) => (
            <>
              <p>{source}</p>
              {changes && <CalendarChanges changes={changes} regions={data.regions} />}
            </>
          ),
        },
        {
          key: "at",
          title: "Записана",
          cell: (version) => (
            <span class="nb">{formatDateTime(version.recordedAt, INSURER_ZONE)}</span>
          ),
        },
        {
          key: "moved",
          title: "Перенесла сроков",
          align: "num",
          cell: (version) => groupedNumber(version.moved),
        },
      ]}
    />
  );
}
