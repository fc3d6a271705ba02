import { HttpError } from "fresh";
import { DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { CsrfField, SubmitButton } from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { periodKey, reportPeriod } from "../../../../domain/employer_report.ts";
import { localDateOf } from "../../../../domain/local_date.ts";
import { formatDateTime } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { knownWord } from "../../../(_frame)/known_word.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { ContactLetter } from "../../(_staff)/contact_letter.tsx";
import {
  MarkedDebts,
  marksAsked,
  MarksTally,
  ReportList,
} from "../../(_staff)/employer_reports.tsx";
import { rolesInWords } from "../../(_staff)/role_words.ts";
import { mayAct, mayLook, STAFF_ACCESS } from "../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";

type Overview = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readEmployerOverview"]>>>;

interface EmployerData {
  overview: Overview;
  /** What was done, and with which contact. */
  done: { is: keyof typeof DONE; name: string | null } | null;
}

const DONE = {
  named: "Контакт добавлен: может войти и\u00a0получит письмо о\u00a0неподтвержденном отчете",
  ended: "Контакт убран: войти больше не\u00a0может",
  gone: "Этот контакт убрали раньше, ничего не\u00a0изменилось",
  requested: "Отчет формируется: обновите страницу через минуту",
  known: "Отчет за\u00a0этот месяц уже есть, ничего не\u00a0изменилось",
} as const;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { searchParams: words } = ctx.url;
    const overview = await overviewOf(ctx.state, ctx.params["id"], words);
    const is = knownWord(DONE, words.get("done"));
    const contactId = pathNumber(words.get("contact") ?? undefined);
    const name = overview.contacts.find(({ id }) => id === contactId)?.name ?? null;
    const data: EmployerData = { overview, done: is && { is, name } };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const employerId = pathNumber(ctx.params["id"]);
    if (employerId === null) throw new HttpError(404);
    const actor = actorOf(state);
    const requested = await state.useCases.requestReport({ employerId, actor });
    if (!requested.ok && requested.reason === "unknown") throw new HttpError(404);
    const done: keyof typeof DONE = requested.ok ? "requested" : "known";
    return ctx.redirect(`/ops/employers/${employerId}?done=${done}`, 303);
  },
});

async function overviewOf(
  state: StaffState,
  id: string | undefined,
  params: URLSearchParams,
): Promise<Overview> {
  const employerId = pathNumber(id);
  const overview = employerId && await state.useCases.readEmployerOverview({
    employerId,
    ...marksAsked(params),
    actor: actorOf(state),
  });
  if (!overview) throw new HttpError(404);
  return overview;
}

export default defineOps.page<typeof handler>(function EmployerPage({ data, state }) {
  const { overview: { name, contacts, reports, tally, timeZone }, done } = data;
  const live = contacts.filter(({ endedAt }) => endedAt === null);
  return (
    <OpsFrame state={state} title={name} current="/ops/employers">
      <BackLink href="/ops/employers">Работодатели</BackLink>
      <h1>{name}</h1>
      <div class="stack">
        <p>
          <a href={`/ops/settings/employers/${data.overview.id}`}>
            Регион, напоминания и&nbsp;неустойка
          </a>
        </p>
        {done && (
          <Notice
            tone={done.is === "gone" || done.is === "known" ? "info" : "done"}
            role="status"
            title={done.name === null ? DONE[done.is] : `${done.name}. ${DONE[done.is]}`}
          />
        )}
        {live.length === 0 && (
          <Notice tone="warn" title="Отчет некому отправить">
            <p>
              Добавьте контакт: он получит письмо и&nbsp;сможет войти на&nbsp;странице
              /employer/login.
            </p>
          </Notice>
        )}
        <section class="stack" aria-labelledby="reports">
          <h2 id="reports">Отчеты о&nbsp;долгах</h2>
          <ReportNow data={data} state={state} />
          <ReportList reports={reports} overview={data.overview} state={state} />
        </section>
        <section class="stack" aria-labelledby="marks">
          <h2 id="marks">Как урегулированы долги последнего отчета</h2>
          <MarksTally tally={tally} />
          {mayLook(state.owner, "/ops/employers/:id/payments") && (
            <p>
              <a href={`/ops/employers/${data.overview.id}/payments`}>
                Деньги от&nbsp;работодателя: записать и&nbsp;провести
              </a>
            </p>
          )}
          <MarkedDebts overview={data.overview} today={localDateOf(state.now, timeZone)} />
        </section>
        <section class="stack" aria-labelledby="contacts">
          <h2 id="contacts">Контакты</h2>
          <Contacts data={data} state={state} />
        </section>
      </div>
    </OpsFrame>
  );
});

function ReportNow({ data, state }: { data: EmployerData; state: StaffState }) {
  const { id, timeZone, reports } = data.overview;
  const period = reportPeriod(localDateOf(state.now, timeZone));
  if (
    !mayAct(state.owner, "/ops/employers/:id") || reports.some((report) => report.period === period)
  ) return null;
  return (
    <form class="actions" method="post" action={`/ops/employers/${id}`}>
      <CsrfField token={state.csrfToken} />
      <SubmitButton tone="quiet" name="report" value={periodKey(period)}>
        Сформировать сейчас
      </SubmitButton>
      <span class="muted">
        За&nbsp;этот месяц отчета нет. Долги войдут в&nbsp;него такими, какие они сегодня.
      </span>
    </form>
  );
}

function Contacts({ data, state }: { data: EmployerData; state: StaffState }) {
  const { id, contacts, timeZone } = data.overview;
  const may = mayAct(state.owner, "/ops/employers/:id/contacts/:contact");
  return (
    <>
      <DataTable
        caption="Контакты"
        rows={contacts}
        rowKey={(contact) => contact.id}
        empty={<Empty title="Контактов нет">Без них отчет никто не&nbsp;увидит.</Empty>}
        columns={[
          { key: "name", title: "Имя", cell: (contact) => contact.name },
          {
            key: "email",
            title: "Почта",
            cell: (contact) => <span class="id">{contact.email}</span>,
          },
          {
            key: "named",
            title: "Добавлен",
            cell: (contact) => formatDateTime(contact.namedAt, timeZone),
          },
          {
            key: "letter",
            title: "Письмо об отчете",
            cell: (contact) =>
              contact.endedAt !== null
                ? "—"
                : <ContactLetter letter={contact.letter} zone={timeZone} />,
          },
          {
            key: "seen",
            title: "Последний вход",
            cell: (contact) =>
              contact.seenAt === null ? "не входил" : formatDateTime(contact.seenAt, timeZone),
          },
          {
            key: "end",
            title: "Доступ",
            cell: (contact) =>
              contact.endedAt !== null
                ? `убран ${formatDateTime(contact.endedAt, timeZone)}`
                : !may
                ? "есть"
                : (
                  <a href={`/ops/employers/${id}/contacts/${contact.id}`}>
                    Убрать<span class="vh">: {contact.name}</span>
                  </a>
                ),
          },
        ]}
      />
      <p>
        {mayLook(state.owner, "/ops/employers/:id/contacts")
          ? <a href={`/ops/employers/${id}/contacts`}>Добавить контакт</a>
          : `Добавляет и\u00a0убирает контакты роль ${
            rolesInWords(STAFF_ACCESS["/ops/employers/:id/contacts"].POST)
          }: им видны все долги договора.`}
      </p>
    </>
  );
}
