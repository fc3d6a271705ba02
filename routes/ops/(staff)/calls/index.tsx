import { type Column, DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { ErrorSummary, titleWithErrors } from "../../../../components/page/form.tsx";
import { calendars } from "../../../../components/invoice/invoice_facts.ts";
import { Notice } from "../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../components/page/pagination.tsx";
import type { Instant } from "../../../../domain/local_date.ts";
import { formatRoubles } from "../../../../domain/money.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { numbered } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { CallDue, CallPhone, isQuiet } from "../../(_staff)/call_facts.tsx";
import {
  type Call,
  callStateWords,
  hourWords,
  momentWords,
  TryList,
  tryWords,
  unreachedWords,
} from "../../(_staff)/call_words.tsx";
import { LIST_WORDS, ROWS_OF_FILE } from "../../(_staff)/list_columns.tsx";
import { isNarrowed } from "../../(_staff)/list_filter.ts";
import { ListFilterForm, ListPages } from "../../(_staff)/list_filter_form.tsx";
import {
  listHref,
  type ListView,
  listView,
  pageOffset,
  partWords,
  workHref,
} from "../../(_staff)/list_query.ts";
import { mayAct, mayLook } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../(_staff)/staff_actor.ts";
import { WorkflowLink } from "../../(_staff)/workflow_link.tsx";

const PATH = "/ops/calls";
const CALLS_A_PAGE = 50;

const LISTS = {
  now: {
    title: "Сейчас",
    empty: "Звонить некому",
    emptyHint: "Звонки появляются по плану напоминаний, когда счет долго не оплачен.",
  },
  later: {
    title: "Позже",
    empty: "На потом ничего не отложено",
    emptyHint: "Здесь будут те, кто не ответил или просит перезвонить.",
  },
  closed: {
    title: "Закрытые",
    empty: "Закрытых звонков нет",
    emptyHint: "Здесь останется, кто звонил и чем кончилось.",
  },
} as const;

type List = keyof typeof LISTS;

interface CallsData extends Awaited<ReturnType<StaffState["useCases"]["readCalls"]>> {
  view: ListView;
  list: List;
  offset: number;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const view = listView("calls", url.searchParams);
    const { filter } = view.query;
    const offset = pageOffset(url.searchParams);
    const read = await state.useCases.readCalls({
      filter,
      page: view.errors.length > 0 ? null : { offset, limit: CALLS_A_PAGE },
      recorded: pathNumber(url.searchParams.get("recorded") ?? undefined),
      actor: actorOf(state),
    });
    // Calls leave a list while it is worked off, and its last page with them.
    if (read.calls.length === 0 && offset > 0) return ctx.redirect(workHref(PATH, view), 303);
    const data: CallsData = { ...read, view, list: filter.part as List, offset };
    return { data, status: view.errors.length > 0 ? 422 : 200 };
  },
});

export default defineOps.page<typeof handler>(function Calls({ data, state }) {
  const { calls, list, recorded, view } = data;
  const { errors } = view;
  return (
    <OpsFrame state={state} title={titleWithErrors("Звонки", errors)} current={PATH}>
      <ErrorSummary errors={errors} />
      <h1>Звонки</h1>
      <div class="stack">
        {recorded && <Recorded call={recorded} now={state.now} />}
        <nav class="links" aria-label="Какие звонки показать">
          {Object.entries(LISTS).map(([key, { title }]) => (
            <a
              class="link"
              key={key}
              href={workHref(PATH, view, { part: key })}
              aria-current={key === list ? "true" : undefined}
            >
              {title}
              {errors.length === 0 && <>: {groupedNumber(data.counts[key as List])}</>}
            </a>
          ))}
        </nav>
        {list === "now" && calls.some((call) => isQuiet(call, state.now)) && (
          <Notice tone="warn" title="У кого-то из списка вечер или ночь">
            <p>Звоните с 9:00 до 21:00 по времени человека.</p>
          </Notice>
        )}
        <ListFilterForm
          action={PATH}
          fields={LIST_WORDS.calls.fields}
          typed={view.typed}
          errors={errors}
          orgs={data.employers}
          kept={partWords(view.query)}
          href={(typed) => workHref(PATH, view, { typed })}
        />
        {errors.length === 0 && (
          <DataTable
            caption={`Звонки: ${LISTS[list].title.toLowerCase()}`}
            rows={calls}
            rowKey={(call) => call.id}
            empty={isNarrowed(view.typed)
              ? <Empty title="По отбору ничего нет">Измените отбор или уберите его.</Empty>
              : <Empty title={LISTS[list].empty}>{LISTS[list].emptyHint}</Empty>}
            columns={list === "closed" ? closedColumns(state) : openColumns(data, state)}
          />
        )}
        <ListPages
          offset={data.offset}
          shown={calls.length}
          total={data.counts[list]}
          rowsAPage={CALLS_A_PAGE}
          href={(offset) => workHref(PATH, view, { offset })}
          file={mayLook(state.owner, "/ops/lists/:list/file")
            ? listHref(view, { file: true })
            : null}
          rowsOfFile={ROWS_OF_FILE}
        />
      </div>
    </OpsFrame>
  );
});

/** What the form just sent has come to. */
function Recorded({ call, now }: { call: Call; now: Instant }) {
  const last = call.tries.at(-1);
  if (!last) return null;
  const title = `Записали: ${fullName(call)}, ${tryWords(last, call.timeZone, now)}`;
  if (call.state === "failed" && call.detail === "wrong_number") {
    return (
      <Notice tone="warn" role="status" title={title}>
        <p>
          Больше не звоним. Нужен верный телефон: почта и работодатель на{" "}
          <a href={`/ops/people/${call.personId}`}>странице человека</a>.
        </p>
      </Notice>
    );
  }
  if (call.state === "failed") {
    return (
      <Notice tone="info" role="status" title={title}>
        <p>Больше не звоним: {unreachedWords(call.tries)}.</p>
      </Notice>
    );
  }
  return (
    <Notice tone="done" role="status" title={title}>
      {call.state === "open" && call.nextTryAt !== null && last.outcome !== "call_back" && (
        <p>Снова звонить {hourWords(call.nextTryAt, call.timeZone, now)}.</p>
      )}
    </Notice>
  );
}

function openColumns(data: CallsData, state: StaffState): Column<Call>[] {
  const calendarIn = calendars(data.calendar);
  return [
    {
      key: "whom",
      title: "Кому",
      cell: (call) => (
        <>
          <a href={`/ops/people/${call.personId}`}>{fullName(call)}</a>
          <div>
            <CallPhone phone={call.phone} />
          </div>
        </>
      ),
    },
    {
      key: "open",
      title: "Звонок",
      cell: (call) => (
        <a class="nb" href={`/ops/calls/${call.id}`}>
          {mayAct(state.owner, "/ops/calls/:id") ? "Записать итог" : "Открыть"}
        </a>
      ),
    },
    invoiceColumn(state),
    {
      key: "owed",
      title: "Не оплачено",
      align: "num",
      cell: (call) => formatRoubles(call.owedKopecks),
    },
    {
      key: "due",
      title: "Срок",
      cell: (call) => <CallDue call={call} calendar={calendarIn(call.region)} now={state.now} />,
    },
    {
      key: "when",
      title: "Звонить",
      cell: (call) => <CallHour call={call} list={data.list} now={state.now} />,
    },
    {
      key: "tries",
      title: "Попытки",
      cell: (call) => <TryList tries={call.tries} zone={call.timeZone} now={state.now} />,
    },
  ];
}

function CallHour({ call, list, now }: { call: Call; list: List; now: Instant }) {
  const asked = call.tries.at(-1)?.outcome === "call_back";
  if (call.nextTryAt === null || (list === "now" && !asked)) return <>сейчас</>;
  return (
    <>
      {hourWords(call.nextTryAt, call.timeZone, now)}
      {asked && <div class="muted">как просили</div>}
    </>
  );
}

function closedColumns(state: StaffState): Column<Call>[] {
  return [
    {
      key: "whom",
      title: "Кому",
      cell: (call) => <a href={`/ops/people/${call.personId}`}>{fullName(call)}</a>,
    },
    invoiceColumn(state),
    { key: "state", title: "Итог", cell: (call) => callStateWords(call) },
    {
      key: "finished",
      title: "Закрыт",
      cell: (call) =>
        call.finishedAt === null ? "—" : momentWords(call.finishedAt, INSURER_ZONE, state.now),
    },
    { key: "staff", title: "Кто", cell: (call) => closedBy(call) },
    {
      key: "tries",
      title: "Попытки",
      cell: (call) => <TryList tries={call.tries} zone={call.timeZone} now={state.now} />,
    },
    {
      key: "open",
      title: "Звонок",
      cell: (call) => <a href={`/ops/calls/${call.id}`}>Открыть</a>,
    },
  ];
}

/** Whose try closed the call; one that was not needed was closed by no one. */
function closedBy(call: Call): string {
  return call.state === "skipped" ? "—" : call.tries.at(-1)?.staff ?? "—";
}

function invoiceColumn(state: StaffState): Column<Call> {
  return {
    key: "invoice",
    title: "Счет",
    cell: (call) => (
      <>
        <a href={`/ops/cases/${call.invoiceId}`}>{numbered(call.invoiceId)}</a>
        <div class="nb">
          <WorkflowLink state={state} workflowId={`invoice/${call.invoiceId}`} />
        </div>
      </>
    ),
  };
}
