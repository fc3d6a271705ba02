import { DataTable } from "../../../../components/page/data_table.tsx";
import { CsrfField, SubmitButton } from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { provisionalYears } from "../../../../domain/calendar_changes.ts";
import { type LocalDate, localDateOf, yearOf } from "../../../../domain/local_date.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { counted, numbered, shortDate } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { CalendarChanges, yearTitle } from "../../(_staff)/calendar_changes.tsx";
import { type Decree, decreeOf, decreeQuery, FEDERAL } from "../../(_staff)/calendar_form.ts";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../(_staff)/staff_actor.ts";

type Preview = Extract<
  Awaited<ReturnType<StaffState["useCases"]["previewCalendar"]>>,
  { ok: true }
>;
type Shift = Preview["moved"][number];

interface PreviewData {
  decree: Decree;
  preview: Preview;
  /** Another version was added while the person looked at the preview. */
  shownAnew: boolean;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url: { searchParams: query } } = ctx;
    const decree = decreeOf((name) => query.get(name) ?? "");
    if (decree === null) return ctx.redirect("/ops/calendar", 303);
    const preview = await state.useCases.previewCalendar({
      proposal: { kind: "year", ...decree.days },
      actor: actorOf(state),
    });
    if (preview.ok) return { data: { decree, preview, shownAnew: query.has("anew") } };
    const { year, region } = decree.days;
    const outcome = preview.reason === "nothing_changes" ? "&unchanged" : "";
    return ctx.redirect(`/ops/calendar?year=${year}&scope=${region ?? FEDERAL}${outcome}`, 303);
  },

  async POST(ctx) {
    const { state } = ctx;
    const decree = decreeOf((name) => formText(state.form, name));
    const against = pathNumber(formText(state.form, "against"));
    if (decree === null || against === null) return ctx.redirect("/ops/calendar", 303);
    const added = await state.useCases.addCalendar({
      proposal: { kind: "year", ...decree.days },
      source: decree.source,
      against,
      earlierContent: "take",
      actor: actorOf(state),
    });
    if (added.ok) return ctx.redirect(`/ops/calendar?added=${added.versionId}`, 303);
    if (added.reason === "nothing_changes") return ctx.redirect("/ops/calendar?unchanged", 303);
    return ctx.redirect(`/ops/calendar/preview?${decreeQuery(decree)}&anew`, 303);
  },
});

export default defineOps.page<typeof handler>(function CalendarPreview({ data, state }) {
  const { decree: { days, source }, preview, shownAnew } = data;
  const { regions } = preview.data;
  const { year, region } = days;
  const today = localDateOf(state.now, INSURER_ZONE);
  const formHref = `/ops/calendar?year=${year}&scope=${region ?? FEDERAL}`;
  return (
    <OpsFrame state={state} title="Что изменит постановление" current="/ops/calendar">
      <BackLink href={formHref}>Рабочий календарь</BackLink>
      <h1>Что изменит постановление</h1>
      <div class="stack">
        {shownAnew && (
          <Notice
            tone="warn"
            role="status"
            title="Пока вы смотрели, календарь изменили: ничего не записано"
          >
            <p>
              Теперь действует версия{" "}
              {preview.current.versionId}. Ниже все посчитано заново против нее.
            </p>
          </Notice>
        )}
        <dl class="facts">
          <dt>Где и когда</dt>
          <dd>{yearTitle(days, regions)}</dd>
          <dt>Постановление</dt>
          <dd>{source}</dd>
          <dt>Сейчас действует</dt>
          <dd>версия {preview.current.versionId}</dd>
        </dl>
        {preview.backTo !== null && (
          <Notice tone="warn" title={`Это возврат к дням версии ${preview.backTo}`}>
            <p>Сроки, которые с тех пор стали позже, такими и останутся.</p>
          </Notice>
        )}
        <section class="stack" aria-labelledby="days">
          <h2 id="days">Какие дни меняются</h2>
          <CalendarChanges changes={preview.changes} regions={regions} />
        </section>
        <Moved preview={preview} today={today} />
        <Kept preview={preview} today={today} />
        <Provisional preview={preview} today={today} />
        {mayAct(state.owner, "/ops/calendar/preview") && (
          <ApplyForm data={data} csrf={state.csrfToken} />
        )}
      </div>
    </OpsFrame>
  );
});

const INVOICES = ["счет", "счета", "счетов"] as const;
const OF_INVOICES = ["счета", "счетов", "счетов"] as const;

interface CasesProps {
  preview: Preview;
  today: LocalDate;
}

function Moved({ preview: { recount, moved }, today }: CasesProps) {
  const { moved: { length }, cases } = recount;
  return (
    <section class="stack" aria-labelledby="moved">
      <h2 id="moved">Чей срок станет позже</h2>
      {length === 0
        ? (
          <p>
            {cases === 0
              ? "Открытых счетов нет: переносить нечего."
              : `Ничей: сроки ${
                counted(cases, ["открытого счета", "открытых счетов", "открытых счетов"])
              } прежние.`}
          </p>
        )
        : (
          <p>
            <b>{counted(length, INVOICES)}</b> из{" "}
            {counted(cases, ["открытого", "открытых", "открытых"])}.
            {length > moved.length && ` Показаны первые ${moved.length}.`}
          </p>
        )}
      <Shifts caption="Чей срок станет позже" rows={moved} toTitle="Станет" today={today} />
    </section>
  );
}

function Kept({ preview: { recount, kept }, today }: CasesProps) {
  const { length } = recount.kept;
  if (length === 0) return null;
  return (
    <section class="stack" aria-labelledby="kept">
      <h2 id="kept">Чей срок останется, как обещан</h2>
      <p>
        По новым дням 30-й рабочий день наступил бы раньше у{" "}
        <b>{counted(length, OF_INVOICES)}</b>, но обещанный срок раньше не становится.
        {length > kept.length && ` Показаны первые ${kept.length}.`}
      </p>
      <Shifts
        caption="Чей срок останется, как обещан"
        rows={kept}
        toTitle="Было бы"
        today={today}
      />
    </section>
  );
}

interface ShiftsProps {
  caption: string;
  rows: Shift[];
  toTitle: string;
  today: LocalDate;
}

function Shifts({ caption, rows, toTitle, today }: ShiftsProps) {
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={(row) => row.invoiceId}
      empty={null}
      columns={[
        {
          key: "invoice",
          title: "Счет",
          cell: (row) => <a href={`/ops/cases/${row.invoiceId}`}>{numbered(row.invoiceId)}</a>,
        },
        {
          key: "from",
          title: "Обещан срок",
          cell: (row) => <span class="nb">{shortDate(row.fromOn, { today })}</span>,
        },
        {
          key: "to",
          title: toTitle,
          cell: (row) => <span class="nb">{shortDate(row.toOn, { today })}</span>,
        },
        {
          key: "payer",
          title: "Плательщик",
          cell: (row) => <a href={`/ops/people/${row.payerId}`}>{fullName(row)}</a>,
        },
        { key: "employer", title: "Работодатель", cell: (row) => row.employer },
      ]}
    />
  );
}

function Provisional({ preview, today }: CasesProps) {
  const { data, recount } = preview;
  const from = yearOf(today);
  const to = Math.max(from, ...Object.keys(data.years).map(Number)) + 1;
  const years = provisionalYears(data, { from, to });
  if (years.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="provisional">
      <h2 id="provisional">Что остается предварительным</h2>
      <ul class="plain-list">
        {years.map(({ year, region }) => {
          const cases = recount.provisional
            .filter((one) => one.year === year && (region === null || one.region === region))
            .reduce((sum, one) => sum + one.cases, 0);
          return (
            <li key={`${year} ${region}`}>
              <b>{yearTitle({ year, region }, data.regions)}:</b>{" "}
              {region === null ? "постановления еще нет" : "праздники региона еще не записаны"};
              {" "}
              {cases === 0
                ? "открытых счетов с этими днями нет"
                : `по нему считаются сроки ${counted(cases, OF_INVOICES)}`}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function ApplyForm({ data, csrf }: { data: PreviewData; csrf: string }) {
  const { decree, preview } = data;
  return (
    <form class="form" method="post" action="/ops/calendar/preview">
      <CsrfField token={csrf} />
      {[...decreeQuery(decree)].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="against" value={String(preview.current.versionId)} />
      <p>
        {preview.recount.moved.length > 0 &&
          "Плательщикам придут уведомления о новом сроке. "}
        Удалить версию нельзя: исправляют новой, а сроки назад не переносятся.
      </p>
      <SubmitButton>Применить</SubmitButton>
    </form>
  );
}
