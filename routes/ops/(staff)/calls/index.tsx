import { type Column, DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { calendars } from "../../../../components/invoice/invoice_facts.ts";
import { Notice } from "../../../../components/page/notice.tsx";
import { groupedNumber, Pagination } from "../../../../components/page/pagination.tsx";
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
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../(_staff)/staff_actor.ts";
import { WorkflowLink } from "../../(_staff)/workflow_link.tsx";

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
  list: List;
  offset: number;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const asked = url.searchParams.get("list");
    const list = isList(asked) ? asked : "now";
    const offset = (pathNumber(url.searchParams.get("from") ?? "1") ?? 1) - 1;
    const view = await state.useCases.readCalls({
      list,
      offset,
      limit: CALLS_A_PAGE,
      recorded: pathNumber(url.searchParams.get("recorded") ?? undefined),
      actor: actorOf(state),
    });
    // Calls leave a list while it is worked off, and its last page with them.
    if (view.calls.length === 0 && offset > 0) return ctx.redirect(`/ops/calls?list=${list}`, 303);
    const data: CallsData = { ...view, list, offset };
    return { data };
  },
});

function isList(text: string | null): text is List {
  return text !== null && Object.hasOwn(LISTS, text);
}

export default defineOps.page<typeof handler>(function Calls({ data, state }) {
  const { calls, list, recorded } = data;
  return (
    <OpsFrame state={state} title="Звонки" current="/ops/calls">
      <h1>Звонки</h1>
      <div class="stack">
        {recorded && <Recorded call={recorded} now={state.now} />}
        <nav class="links" aria-label="Какие звонки показать">
          {Object.entries(LISTS).map(([key, { title }]) => (
            <a
              class="link"
              key={key}
              href={`/ops/calls?list=${key}`}
              aria-current={key === list ? "true" : undefined}
            >
              {title}: {groupedNumber(data.counts[key as List])}
            </a>
          ))}
        </nav>
        {list === "now" && calls.some((call) => isQuiet(call, state.now)) && (
          <Notice tone="warn" title="У кого-то из списка вечер или ночь">
            <p>Звоните с 9:00 до 21:00 по времени человека.</p>
          </Notice>
        )}
        <DataTable
          caption={`Звонки: ${LISTS[list].title.toLowerCase()}`}
          rows={calls}
          rowKey={(call) => call.id}
          empty={<Empty title={LISTS[list].empty}>{LISTS[list].emptyHint}</Empty>}
          columns={list === "closed" ? closedColumns(state) : openColumns(data, state)}
        />
        <CallPages data={data} />
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

function CallPages({ data }: { data: CallsData }) {
  const { calls, counts, list, offset } = data;
  const total = counts[list];
  if (total <= CALLS_A_PAGE && offset === 0) return null;
  const href = (from: number) => `/ops/calls?list=${list}&from=${from + 1}`;
  const end = offset + calls.length;
  return (
    <Pagination
      from={offset + 1}
      to={end}
      total={total}
      previousHref={offset > 0 ? href(Math.max(0, offset - CALLS_A_PAGE)) : null}
      nextHref={end < total ? href(end) : null}
    />
  );
}
