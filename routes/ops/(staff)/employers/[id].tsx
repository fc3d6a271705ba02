import { HttpError } from "fresh";
import { DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { periodKey, reportPeriod } from "../../../../domain/employer_report.ts";
import { localDateOf } from "../../../../domain/local_date.ts";
import { formatDateTime } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { knownWord } from "../../../(_frame)/known_word.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { MarkedDebts, MarksTally, ReportList } from "../../(_staff)/employer_reports.tsx";
import { mayAct, mayLook } from "../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";

type Overview = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readEmployerOverview"]>>>;

interface EmployerData {
  overview: Overview;
  typed: { name: string; email: string };
  errors: FieldError[];
  done: keyof typeof DONE | null;
}

const DONE = {
  named: "Контакт добавлен: он может войти и\u00a0получит письмо о\u00a0неподтвержденном отчете",
  ended: "Контакт убран: войти он больше не\u00a0может",
  gone: "Этого контакта уже нет, ничего не\u00a0изменилось",
  requested: "Отчет формируется: обновите страницу через минуту",
  known: "Отчет за\u00a0этот месяц уже есть, ничего не\u00a0изменилось",
} as const;

const REFUSALS = {
  bad_email: { field: "email", message: "Введите почту, например anna@company.ru" },
  no_name: { field: "name", message: "Введите имя, до 200 знаков" },
  known: { field: "email", message: "Этот адрес у\u00a0работодателя уже есть" },
} as const;

export const handler = defineOps.handlers({
  async GET(ctx) {
    return {
      data: {
        overview: await overviewOf(ctx.state, ctx.params["id"]),
        typed: { name: "", email: "" },
        errors: [],
        done: knownWord(DONE, ctx.url.searchParams.get("done")),
      } satisfies EmployerData as EmployerData,
    };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form, useCases } = state;
    const employerId = pathNumber(ctx.params["id"]);
    if (employerId === null) throw new HttpError(404);
    const actor = actorOf(state);
    const to = (done: keyof typeof DONE) =>
      ctx.redirect(`/ops/employers/${employerId}?done=${done}`, 303);
    if (form.has("report")) {
      const requested = await useCases.requestReport({ employerId, actor });
      if (!requested.ok && requested.reason === "unknown") throw new HttpError(404);
      return to(requested.ok ? "requested" : "known");
    }
    if (form.has("end")) {
      const contactId = pathNumber(formText(form, "end"));
      const ended = contactId !== null &&
        (await useCases.endEmployerContact({ employerId, of: { contactId }, actor })).ok;
      return to(ended ? "ended" : "gone");
    }
    const overview = await overviewOf(state, ctx.params["id"]);
    const typed = { name: formText(form, "name"), email: formText(form, "email") };
    const named = await useCases.nameEmployerContact({ employerId, ...typed, actor });
    if (named.ok) return to("named");
    const unnamed = typed.name === "" && named.reason !== "no_name" ? [REFUSALS.no_name] : [];
    const errors = [...unnamed, REFUSALS[named.reason]];
    const data: EmployerData = { overview, typed, errors, done: null };
    return { data, status: 422 };
  },
});

async function overviewOf(state: StaffState, id: string | undefined): Promise<Overview> {
  const employerId = pathNumber(id);
  const overview = employerId && await state.useCases.readEmployerOverview({
    employerId,
    actor: actorOf(state),
  });
  if (!overview) throw new HttpError(404);
  return overview;
}

export default defineOps.page<typeof handler>(function EmployerPage({ data, state }) {
  const { overview: { name, contacts, reports, tally, marked, timeZone }, errors, done } = data;
  const live = contacts.filter(({ endedAt }) => endedAt === null);
  return (
    <OpsFrame state={state} title={titleWithErrors(name, errors)} current="/ops/employers">
      <ErrorSummary errors={errors} />
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
            tone={done === "gone" || done === "known" ? "info" : "done"}
            role="status"
            title={DONE[done]}
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
          <MarkedDebts
            marked={marked}
            zone={timeZone}
            today={localDateOf(state.now, timeZone)}
          />
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
  const { overview: { id, contacts, timeZone }, typed, errors } = data;
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
                : !mayAct(state.owner, "/ops/employers/:id")
                ? "есть"
                : (
                  <form method="post" action={`/ops/employers/${id}`}>
                    <CsrfField token={state.csrfToken} />
                    <SubmitButton tone="text" name="end" value={String(contact.id)}>
                      Убрать<span class="vh">: {contact.name}</span>
                    </SubmitButton>
                  </form>
                ),
          },
        ]}
      />
      {mayAct(state.owner, "/ops/employers/:id") && (
        <form class="form" method="post" action={`/ops/employers/${id}`} novalidate>
          <CsrfField token={state.csrfToken} />
          <h3>Новый контакт</h3>
          <TextField
            name="name"
            label="Имя, как к нему обращаться"
            autocomplete="off"
            value={typed.name}
            error={errorOf(errors, "name")}
            required
          />
          <TextField
            name="email"
            type="email"
            inputmode="email"
            label="Рабочая почта"
            hint="На нее придут код для входа и письма об отчетах"
            autocomplete="off"
            value={typed.email}
            error={errorOf(errors, "email")}
            required
          />
          <SubmitButton tone="quiet">Добавить</SubmitButton>
        </form>
      )}
    </>
  );
}
