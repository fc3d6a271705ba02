import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import {
  CsrfField,
  ErrorSummary,
  SubmitButton,
  titleWithErrors,
} from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { instant } from "../../../domain/local_date.ts";
import { fullName } from "../../../domain/person_name.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { dayAndYear, formatDateTime } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { knownWord } from "../../(_frame)/known_word.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { LIST_WORDS, ROWS_OF_FILE } from "../(_staff)/list_columns.tsx";
import { isNarrowed } from "../(_staff)/list_filter.ts";
import { ListFilterForm, ListPages } from "../(_staff)/list_filter_form.tsx";
import {
  listHref,
  type ListView,
  listView,
  pageOffset,
  viewFields,
  workHref,
} from "../(_staff)/list_query.ts";
import { mayAct, mayLook } from "../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../(_staff)/staff_actor.ts";

const OUTCOMES = {
  confirmed: "Подтвердили: человек может войти по этому номеру",
  refused: "Отказали: кабинет не открыт",
  decided: "Это уже решено раньше, ничего не изменилось",
  taken: "У человека или у этого номера уже есть кабинет: подтвердить нельзя, ничего не изменилось",
} as const;

type Outcome = keyof typeof OUTCOMES;
type Awaiting = Awaited<ReturnType<StaffState["useCases"]["readAwaitingRegistrations"]>>;
type Registration = Awaiting["awaiting"][number];

interface RegistrationsData extends Awaiting {
  view: ListView;
  offset: number;
  outcome: Outcome | null;
}

const PATH = "/ops/registrations";
const ROWS_A_PAGE = 50;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url: { searchParams: words } } = ctx;
    const view = listView("registrations", words);
    const offset = pageOffset(words);
    const read = await state.useCases.readAwaitingRegistrations({
      filter: view.query.filter,
      page: view.errors.length > 0 ? null : { offset, limit: ROWS_A_PAGE },
      actor: actorOf(state),
    });
    // Registrations leave the list while it is worked off, and its last page with them.
    if (read.awaiting.length === 0 && offset > 0) return ctx.redirect(workHref(PATH, view), 303);
    const data: RegistrationsData = {
      ...read,
      view,
      offset,
      outcome: knownWord(OUTCOMES, words.get("outcome")),
    };
    return { data, status: view.errors.length > 0 ? 422 : 200 };
  },

  async POST(ctx) {
    const { state } = ctx;
    const text = (name: string) => formText(state.form, name);
    const registrationId = pathNumber(text("registration"));
    const decision = text("decision");
    const back = workHref(PATH, listView("registrations", { get: text }), {
      offset: pageOffset({ get: text }),
    });
    if (registrationId === null || (decision !== "confirm" && decision !== "refuse")) {
      return ctx.redirect(back, 303);
    }
    const decided = await state.useCases.confirmRegistration({
      registrationId,
      decision,
      ...actorOf(state),
    });
    const outcome = `outcome=${outcomeOf(decided, decision)}`;
    return ctx.redirect(`${back}${back.includes("?") ? "&" : "?"}${outcome}`, 303);
  },
});

type Decided = Awaited<ReturnType<StaffState["useCases"]["confirmRegistration"]>>;

function outcomeOf(decided: Decided, decision: "confirm" | "refuse"): Outcome {
  if (decided.ok) return decision === "confirm" ? "confirmed" : "refused";
  return decided.reason === "taken" ? "taken" : "decided";
}

export default defineOps.page<typeof handler>(function Registrations({ data, state }) {
  const { awaiting, outcome, view, offset } = data;
  const { errors } = view;
  return (
    <OpsFrame state={state} title={titleWithErrors("Регистрации", errors)} current={PATH}>
      <ErrorSummary errors={errors} />
      <h1>Регистрации</h1>
      <div class="stack">
        {outcome && (
          <Notice
            tone={outcome === "taken" ? "warn" : "info"}
            role="status"
            title={OUTCOMES[outcome]}
          />
        )}
        <p>
          Работодатель не передал телефон этих людей. Код из СМС они ввели; сверьте номер с тем, что
          знаете, и решите.
        </p>
        <ListFilterForm
          action={PATH}
          fields={LIST_WORDS.registrations.fields}
          typed={view.typed}
          errors={errors}
          orgs={data.employers}
          kept={[]}
          href={(typed) => workHref(PATH, view, { typed })}
        />
        {errors.length === 0 && (
          <DataTable
            caption="Регистрации, которые ждут решения"
            rows={awaiting}
            rowKey={(row) => row.id}
            empty={isNarrowed(view.typed)
              ? <Empty title="По отбору ничего нет">Измените отбор или уберите его.</Empty>
              : (
                <Empty title="Решать нечего">
                  Здесь появятся те, чьего телефона нет в списке работодателя.
                </Empty>
              )}
            columns={[
              {
                key: "name",
                title: "ФИО по списку",
                cell: (row) => <a href={`/ops/people/${row.personId}`}>{fullName(row)}</a>,
              },
              { key: "birth", title: "Дата рождения", cell: (row) => dayAndYear(row.birthDate) },
              { key: "employer", title: "Работодатель", cell: (row) => row.employer },
              { key: "number", title: "Табельный номер", cell: (row) => row.personnelNumber },
              { key: "roster", title: "Телефон в списке", cell: () => "нет" },
              {
                key: "phone",
                title: "Введенный телефон",
                cell: (row) => <span class="nb">{formatPhone(row.phone)}</span>,
              },
              { key: "email", title: "Почта", cell: (row) => row.email },
              {
                key: "when",
                title: "Код введен",
                cell: (row) => formatDateTime(instant(row.confirmedAt), INSURER_ZONE),
              },
              ...(mayAct(state.owner, "/ops/registrations")
                ? [{
                  key: "decision",
                  title: "Решение",
                  cell: (row: Registration) => (
                    <DecisionForm
                      registration={row}
                      csrf={state.csrfToken}
                      kept={viewFields(view, offset)}
                    />
                  ),
                }]
                : []),
            ]}
          />
        )}
        <ListPages
          offset={offset}
          shown={awaiting.length}
          total={data.total}
          rowsAPage={ROWS_A_PAGE}
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

interface DecisionFormProps {
  registration: Registration;
  csrf: string;
  /** Where in the list it stands. */
  kept: readonly (readonly [string, string])[];
}

function DecisionForm({ registration, csrf, kept }: DecisionFormProps) {
  return (
    <form class="filters" method="post" action={PATH}>
      <CsrfField token={csrf} />
      {kept.map(([name, value]) => <input type="hidden" key={name} name={name} value={value} />)}
      <input type="hidden" name="registration" value={String(registration.id)} />
      {registration.taken
        ? <span>Кабинет уже есть</span>
        : <SubmitButton tone="quiet" name="decision" value="confirm">Подтвердить</SubmitButton>}
      <SubmitButton tone="text" name="decision" value="refuse">Отказать</SubmitButton>
    </form>
  );
}
