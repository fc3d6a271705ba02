import { HttpError } from "fresh";
import { DataTable } from "../../../../components/data_table.tsx";
import { Empty } from "../../../../components/empty.tsx";
import { calendars, invoiceStatus } from "../../../../components/invoice_facts.ts";
import { BackLink } from "../../../../components/layout.tsx";
import {
  NOTICE_CHANNELS,
  NOTICE_STATES,
  noticeTopic,
} from "../../../../components/notice_words.ts";
import { policyStatus } from "../../../../components/policy_status.ts";
import { InvoiceStatus, PolicyStatus } from "../../../../components/status.tsx";
import { type Instant, localDateOf } from "../../../../domain/local_date.ts";
import { formatRoubles } from "../../../../domain/money.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { formatPhone } from "../../../../domain/phone.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { callStateWords, TryList } from "../../(_staff)/call_words.tsx";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";
import { WorkflowLink } from "../../(_staff)/workflow_link.tsx";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readPerson"]>>>;
type Person = View["person"];

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state } = ctx;
    const personId = pathNumber(ctx.params["id"]);
    const view = personId === null
      ? null
      : await state.useCases.readPerson({ personId, actor: actorOf(state) });
    if (view === null) throw new HttpError(404);
    return { data: view };
  },
});

export default defineOps.page<typeof handler>(function PersonPage({ data, state }) {
  const { person, policies, invoices, notices, calendar } = data;
  const today = localDateOf(state.now, person.timeZone);
  const calendarIn = calendars(calendar);
  return (
    <OpsFrame state={state} title={fullName(person)} current="/ops/people">
      <BackLink href="/ops/people">Люди</BackLink>
      <h1>{fullName(person)}</h1>
      <div class="stack">
        <PersonFacts person={person} />
        <section class="stack" aria-labelledby="policies">
          <h2 id="policies">Полисы</h2>
          <DataTable
            caption="Полисы"
            rows={policies}
            rowKey={(policy) => policy.id}
            empty={<Empty title="Полисов нет">Их передает работодатель.</Empty>}
            columns={[
              { key: "number", title: "Полис", cell: (policy) => policy.number },
              { key: "whose", title: "Застрахован", cell: (policy) => fullName(policy) },
              { key: "programme", title: "Программа", cell: (policy) => policy.programme },
              {
                key: "period",
                title: "Срок",
                cell: (policy) => `${dayAndYear(policy.startsOn)} – ${dayAndYear(policy.endsOn)}`,
              },
              {
                key: "state",
                title: "Франшиза",
                cell: (policy) => <PolicyStatus {...policyStatus(policy, today)} />,
              },
              {
                key: "from",
                title: "Действует с",
                cell: (policy) => policy.activeFrom ? dayAndYear(policy.activeFrom) : "—",
              },
              {
                key: "case",
                title: "Ход дела",
                cell: (policy) =>
                  policy.franchiseId === null ? "—" : (
                    <WorkflowLink
                      state={state}
                      workflowId={`franchise/${policy.franchiseId}`}
                    />
                  ),
              },
            ]}
          />
        </section>
        <section class="stack" aria-labelledby="invoices">
          <h2 id="invoices">Счета</h2>
          <DataTable
            caption="Счета"
            rows={invoices}
            rowKey={(invoice) => invoice.id}
            empty={<Empty title="Счетов нет">Появятся после реестра клиники.</Empty>}
            columns={[
              {
                key: "id",
                title: "Счет",
                cell: (invoice) => <a href={`/ops/cases/${invoice.id}`}>{numbered(invoice.id)}</a>,
              },
              {
                key: "on",
                title: "Выставлен",
                cell: (invoice) => dayAndYear(invoice.publishedOn),
              },
              { key: "due", title: "Срок", cell: (invoice) => dayAndYear(invoice.dueOn) },
              {
                key: "total",
                title: "Сумма",
                align: "num",
                cell: (invoice) => formatRoubles(invoice.totalKopecks),
              },
              {
                key: "owed",
                title: "Не оплачено",
                align: "num",
                cell: (invoice) => formatRoubles(invoice.owedKopecks),
              },
              {
                key: "state",
                title: "Состояние",
                cell: (invoice) => (
                  <InvoiceStatus {...invoiceStatus(invoice, calendarIn(invoice.region), today)} />
                ),
              },
              {
                key: "case",
                title: "Ход дела",
                cell: (invoice) => (
                  <WorkflowLink state={state} workflowId={`invoice/${invoice.id}`} />
                ),
              },
            ]}
          />
        </section>
        <section class="stack" aria-labelledby="notices">
          <h2 id="notices">Сообщения</h2>
          <DataTable
            caption="Сообщения"
            rows={notices}
            rowKey={(notice) => notice.id}
            empty={<Empty title="Сообщений не было">Здесь будут СМС, письма и звонки.</Empty>}
            columns={[
              {
                key: "due",
                title: "Когда",
                cell: (notice) => formatDateTime(notice.dueAt, person.timeZone),
              },
              { key: "channel", title: "Как", cell: (notice) => NOTICE_CHANNELS[notice.channel] },
              { key: "template", title: "О чем", cell: (notice) => noticeTopic(notice.template) },
              {
                key: "invoice",
                title: "Счет",
                cell: (notice) => notice.invoiceId === null ? "—" : numbered(notice.invoiceId),
              },
              {
                key: "state",
                title: "Итог",
                cell: (notice) => (
                  <NoticeResult notice={notice} zone={person.timeZone} now={state.now} />
                ),
              },
            ]}
          />
        </section>
      </div>
    </OpsFrame>
  );
});

interface NoticeResultProps {
  notice: View["notices"][number];
  zone: string;
  now: Instant;
}

/** Of a call also who tried when, and with what outcome. */
function NoticeResult({ notice, zone, now }: NoticeResultProps) {
  if (notice.channel !== "call") return <>{NOTICE_STATES[notice.state] ?? notice.state}</>;
  return (
    <>
      <a href={`/ops/calls/${notice.id}`}>{callStateWords(notice)}</a>
      {notice.tries.length > 0 && <TryList tries={notice.tries} zone={zone} now={now} />}
    </>
  );
}

function PersonFacts({ person }: { person: Person }) {
  const { representative, accountPhone, registeredAt, timeZone } = person;
  return (
    <dl class="facts">
      <dt>Дата рождения</dt>
      <dd>{dayAndYear(person.birthDate)}</dd>
      <dt>Работодатель</dt>
      <dd>{person.employer}, табельный номер {person.personnelNumber}</dd>
      <dt>По списку</dt>
      <dd>
        {person.rosterPhone ? formatPhone(person.rosterPhone) : "телефона нет"},{" "}
        {person.rosterEmail ?? "почты нет"}
      </dd>
      <dt>Кабинет</dt>
      <dd>
        {accountPhone && registeredAt
          ? (
            <>
              {formatPhone(accountPhone)}, {person.accountEmail}; открыт{" "}
              {formatDateTime(registeredAt, timeZone)}
              {person.lastOpenedAt && (
                <>, последний вход {formatDateTime(person.lastOpenedAt, timeZone)}</>
              )}
              {person.closedAt && (
                <>
                  ; <b>закрыт</b>{" "}
                  {formatDateTime(person.closedAt, timeZone)}: согласие на обработку данных отозвано
                </>
              )}
            </>
          )
          : "не зарегистрирован"}
      </dd>
      {representative && (
        <>
          <dt>Представитель</dt>
          <dd>
            <a href={`/ops/people/${representative.id}`}>{fullName(representative)}</a>
            {person.ward && ", опекун"}
          </dd>
        </>
      )}
    </dl>
  );
}
