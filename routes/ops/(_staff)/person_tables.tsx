import { calendars, invoiceStatus } from "../../../components/invoice/invoice_facts.ts";
import { type Column, DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { InvoiceStatus, PolicyStatus } from "../../../components/page/status.tsx";
import {
  PAYMENT_STATES,
  paymentReason,
  REFUND_STATES,
} from "../../../components/payment/payment_words.ts";
import { policyStatus } from "../../../components/policy/policy_status.ts";
import { policyTerm } from "../../../components/policy/policy_term.ts";
import { localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { HOLDS } from "../../../domain/register_line.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { DOCUMENT_KINDS } from "./document_kinds.ts";
import type { View } from "./person_now.tsx";
import { WorkflowLink } from "./workflow_link.tsx";

interface TableProps {
  view: View;
  state: StaffState;
}

export function PersonPolicies({ view: { person, policies }, state }: TableProps) {
  const today = localDateOf(state.now, person.timeZone);
  return (
    <section class="stack" aria-labelledby="policies">
      <h2 id="policies">Полисы</h2>
      <DataTable
        caption="Полисы"
        rows={policies}
        rowKey={(policy) => policy.id}
        empty={<Empty title="Полисов нет">Их передает работодатель.</Empty>}
        columns={[
          {
            key: "number",
            title: "Полис",
            cell: (policy) => <span class="nb">{policy.number}</span>,
          },
          {
            key: "whose",
            title: "Застрахован",
            cell: (policy) =>
              policy.personId === person.id
                ? fullName(policy)
                : <a href={`/ops/people/${policy.personId}`}>{fullName(policy)}</a>,
          },
          { key: "programme", title: "Программа", cell: (policy) => policy.programme },
          {
            key: "period",
            title: "Срок",
            cell: (policy) => policyTerm(policy, today),
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
              policy.franchiseId === null
                ? "—"
                : <WorkflowLink state={state} workflowId={`franchise/${policy.franchiseId}`} />,
          },
        ]}
      />
    </section>
  );
}

export function PersonInvoices({ view: { person, invoices }, state }: TableProps) {
  const today = localDateOf(state.now, person.timeZone);
  const calendarIn = calendars(person.calendar);
  return (
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
            cell: (invoice) => (
              <a class="nb" href={`/ops/cases/${invoice.id}`}>{numbered(invoice.id)}</a>
            ),
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
            cell: (invoice) => <WorkflowLink state={state} workflowId={`invoice/${invoice.id}`} />,
          },
        ]}
      />
    </section>
  );
}

/** Services that no invoice holds yet: they wait for its day, or for staff. */
export function PersonUnbilled({ view: { person } }: Pick<TableProps, "view">) {
  const { unbilled } = person;
  if (unbilled.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="unbilled">
      <h2 id="unbilled">Услуги без&nbsp;счета</h2>
      <DataTable
        caption="Услуги без счета"
        rows={unbilled}
        rowKey={(line) => line.id}
        empty={null}
        columns={[
          { key: "service", title: "Услуга", wide: true, cell: (line) => line.serviceName },
          {
            key: "day",
            title: "Оказана",
            cell: (line) => <span class="nb">{dayAndYear(line.servedOn)}</span>,
          },
          { key: "clinic", title: "Клиника", cell: (line) => line.clinic },
          {
            key: "share",
            title: "Доля застрахованного",
            align: "num",
            cell: (line) => formatRoubles(line.franchiseKopecks),
          },
          {
            key: "why",
            title: "Чего ждет",
            wide: true,
            cell: ({ held }) =>
              held === null ? "Ближайшего счета" : <a href="/ops/held">Решения: {HOLDS[held]}</a>,
          },
          {
            key: "file",
            title: "Из файла",
            cell: ({ fileId, sheetRow }) => (
              <>
                <a href={`/ops/files/${fileId}`}>{numbered(fileId)}</a>, строка&nbsp;{sheetRow}
              </>
            ),
          },
        ]}
      />
    </section>
  );
}

export function PersonPayments({ view: { person }, state }: TableProps) {
  return (
    <section class="stack" aria-labelledby="payments">
      <h2 id="payments">Платежи</h2>
      <DataTable
        caption="Платежи"
        rows={person.payments}
        rowKey={(payment) => payment.id}
        empty={<Empty title="Платежей не было">Появятся, как только человек начнет платить.</Empty>}
        columns={[
          {
            key: "at",
            title: "Начат",
            cell: (payment) => (
              <span class="nb">{formatDateTime(payment.createdAt, person.timeZone)}</span>
            ),
          },
          {
            key: "amount",
            title: "Сумма",
            align: "num",
            cell: (payment) => formatRoubles(payment.amountKopecks),
          },
          {
            key: "invoices",
            title: "Счета",
            cell: (payment) => payment.invoiceIds.map(numbered).join(", "),
          },
          {
            key: "state",
            title: "Итог",
            cell: ({ state, reason, capturedAt, refunds }) => (
              <>
                {PAYMENT_STATES[state]}
                {capturedAt !== null && (
                  <div class="muted">{formatDateTime(capturedAt, person.timeZone)}</div>
                )}
                {reason !== null && state !== "succeeded" && (
                  <div class="muted">{paymentReason(reason)}</div>
                )}
                {refunds.map((refund) => (
                  <div key={refund.id}>
                    {REFUND_STATES[refund.state]} {formatRoubles(refund.amountKopecks)}
                  </div>
                ))}
              </>
            ),
          },
          {
            key: "case",
            title: "Ход дела",
            cell: (payment) => (
              <>
                <WorkflowLink state={state} workflowId={`payment/${payment.id}`} />
                {payment.refunds.map(({ id }) => (
                  <div key={id}>
                    <WorkflowLink state={state} workflowId={`refund/${id}`} />
                  </div>
                ))}
              </>
            ),
          },
        ]}
      />
    </section>
  );
}

type Consent = View["person"]["consents"][number];

export function PersonConsents({ view: { person } }: { view: View }) {
  const { consents, timeZone } = person;
  return (
    <section class="stack" aria-labelledby="consents">
      <h2 id="consents">Согласия</h2>
      <DataTable
        caption="Согласия"
        rows={consents}
        rowKey={(consent) => consent.id}
        empty={
          <Empty title="Согласий нет">
            Первые дают при регистрации, согласие на&nbsp;франшизу — при активации.
          </Empty>
        }
        columns={consentColumns(timeZone)}
      />
    </section>
  );
}

function consentColumns(timeZone: string): Column<Consent>[] {
  return [
    {
      key: "at",
      title: "Когда",
      cell: ({ givenAt }) => <span class="nb">{formatDateTime(givenAt, timeZone)}</span>,
    },
    {
      key: "what",
      title: "На что",
      cell: ({ kind, policyNumber }) => (
        <>
          {DOCUMENT_KINDS[kind].title}
          {policyNumber !== null && <div class="muted">полис {policyNumber}</div>}
        </>
      ),
    },
    {
      key: "version",
      title: "Версия",
      cell: ({ kind, version, sha256 }) =>
        version === null ? "—" : (
          <>
            <a href={`/documents/${kind}/${version}`}>{version}</a>
            {sha256 !== null && (
              <div class="muted">
                <code title={sha256}>{sha256.slice(0, HASH_SHOWN)}…</code>
              </div>
            )}
          </>
        ),
    },
    {
      key: "how",
      title: "Как",
      cell: ({ signedByCode, phone, source, givenBy }) => (
        <>
          {signedByCode
            ? `код из\u00a0СМС${phone === null ? "" : ` на\u00a0${formatPhone(phone)}`}`
            : SOURCES[source] ?? `источник: ${source}`}
          {givenBy !== null && (
            <div class="muted">
              дал <a href={`/ops/people/${givenBy.id}`}>{fullName(givenBy)}</a>
            </div>
          )}
        </>
      ),
    },
    {
      key: "withdrawn",
      title: "Отозвано",
      cell: ({ withdrawnAt }) =>
        withdrawnAt === null ? "нет" : formatDateTime(withdrawnAt, timeZone),
    },
  ];
}

/** Enough to tell one text from another by. */
const HASH_SHOWN = 12;

/** Files of paper consents tell their source in words of their own. */
const SOURCES: Record<string, string> = {
  web: "в\u00a0кабинете",
  paper: "на\u00a0бумаге",
  бумага: "на\u00a0бумаге",
};
