import { type Column, DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { ErrorSummary, titleWithErrors } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { fullName } from "../../../domain/person_name.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { dayAndYear, formatDateTime } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { knownWord } from "../../(_frame)/known_word.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { LIST_WORDS, PART_TITLES, ROWS_OF_FILE } from "../(_staff)/list_columns.tsx";
import { isNarrowed } from "../(_staff)/list_filter.ts";
import { ListFilterForm, ListPages } from "../(_staff)/list_filter_form.tsx";
import {
  listHref,
  type ListView,
  listView,
  pageOffset,
  partWords,
  workHref,
} from "../(_staff)/list_query.ts";
import {
  DecisionMade,
  OUTCOME_WORDS,
  outcomeTitle,
  type Registration,
  type RegistrationOutcome,
  REGISTRATIONS_PATH,
} from "../(_staff)/registration_words.tsx";
import { mayAct, mayLook } from "../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../(_staff)/staff_actor.ts";

type Read = Awaited<ReturnType<StaffState["useCases"]["readRegistrations"]>>;

interface RegistrationsData extends Read {
  view: ListView;
  offset: number;
  /** What has just been decided, and about whom. */
  outcome: { is: RegistrationOutcome; about: Registration } | null;
}

const ROWS_A_PAGE = 50;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url: { searchParams: words } } = ctx;
    const view = listView("registrations", words);
    const offset = pageOffset(words);
    const actor = actorOf(state);
    const read = await state.useCases.readRegistrations({
      filter: view.query.filter,
      page: view.errors.length > 0 ? null : { offset, limit: ROWS_A_PAGE },
      actor,
    });
    const is = knownWord(OUTCOME_WORDS, words.get("outcome"));
    const decidedId = is && pathNumber(words.get("registration") ?? undefined);
    // Registrations leave the list while it is worked off, and its last page with them.
    if (read.registrations.length === 0 && offset > 0) {
      const told = decidedId ? `outcome=${is}&registration=${decidedId}` : "";
      const back = workHref(REGISTRATIONS_PATH, view);
      return ctx.redirect(told && `${back}${back.includes("?") ? "&" : "?"}${told}` || back, 303);
    }
    const about = decidedId
      ? await state.useCases.readRegistration({ registrationId: decidedId, actor })
      : null;
    const outcome = is && about && { is, about };
    const data: RegistrationsData = { ...read, view, offset, outcome };
    return { data, status: view.errors.length > 0 ? 422 : 200 };
  },
});

export default defineOps.page<typeof handler>(function Registrations({ data, state }) {
  const { registrations, outcome, view, offset } = data;
  const { errors } = view;
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors("Регистрации", errors)}
      current={REGISTRATIONS_PATH}
    >
      <ErrorSummary errors={errors} />
      <h1>Регистрации</h1>
      <div class="stack">
        {outcome && (
          <Notice
            tone={outcome.is === "taken" || outcome.is === "decided" ? "warn" : "done"}
            role="status"
            title={outcomeTitle(outcome.is, outcome.about)}
          />
        )}
        <p>
          Телефона этих людей нет в&nbsp;списке работодателя, или он&nbsp;там другой. Код
          из&nbsp;СМС они ввели; сверьте номер с&nbsp;тем, что знаете, и&nbsp;решите.
        </p>
        <nav class="links" aria-label="Какие регистрации показать">
          {LIST_WORDS.registrations.parts.map((part) => (
            <a
              key={part}
              class="link"
              href={workHref(REGISTRATIONS_PATH, view, { part })}
              aria-current={view.query.filter.part === part ? "true" : undefined}
            >
              {PART_TITLES[part]}
            </a>
          ))}
        </nav>
        <ListFilterForm
          action={REGISTRATIONS_PATH}
          fields={LIST_WORDS.registrations.fields}
          typed={view.typed}
          errors={errors}
          orgs={data.employers}
          kept={partWords(view.query)}
          href={(typed) => workHref(REGISTRATIONS_PATH, view, { typed })}
        />
        {errors.length === 0 && <Rows data={data} state={state} />}
        <ListPages
          offset={offset}
          shown={registrations.length}
          total={data.total}
          rowsAPage={ROWS_A_PAGE}
          href={(offset) => workHref(REGISTRATIONS_PATH, view, { offset })}
          file={mayLook(state.owner, "/ops/lists/:list/file")
            ? listHref(view, { file: true })
            : null}
          rowsOfFile={ROWS_OF_FILE}
        />
      </div>
    </OpsFrame>
  );
});

function Rows({ data, state }: { data: RegistrationsData; state: StaffState }) {
  const { view } = data;
  const waiting = view.query.filter.part === "waiting";
  return (
    <DataTable
      caption={waiting ? "Регистрации, которые ждут решения" : "Решенные регистрации"}
      rows={data.registrations}
      rowKey={(row) => row.id}
      empty={isNarrowed(view.typed)
        ? <Empty title="По отбору ничего нет">Измените отбор или уберите его.</Empty>
        : waiting
        ? (
          <Empty title="Решать нечего">
            Здесь появятся те, чьего телефона нет в списке работодателя.
          </Empty>
        )
        : <Empty title="Решений пока нет">Здесь останется, кто, когда и почему решил.</Empty>}
      columns={columnsOf(data, state)}
    />
  );
}

function columnsOf({ view, offset }: RegistrationsData, state: StaffState): Column<Registration>[] {
  const waiting = view.query.filter.part === "waiting";
  const decide: Column<Registration> = {
    key: "decide",
    title: "Решение",
    cell: (row) => (
      <a href={deciding(row, view, offset)}>
        {row.taken ? "Отказать" : "Сверить и\u00a0решить"}
        <span class="vh">: {fullName(row)}</span>
      </a>
    ),
  };
  const decided: Column<Registration> = {
    key: "decided",
    title: "Решение",
    cell: ({ decision }) => decision && <DecisionMade decision={decision} />,
  };
  return [
    {
      key: "name",
      title: "ФИО по списку",
      cell: (row) => <a href={`/ops/people/${row.personId}`}>{fullName(row)}</a>,
    },
    { key: "birth", title: "Дата рождения", cell: (row) => dayAndYear(row.birthDate) },
    { key: "employer", title: "Работодатель", cell: (row) => row.employer },
    { key: "number", title: "Табельный номер", cell: (row) => row.personnelNumber },
    {
      key: "roster",
      title: "Телефон в списке",
      cell: ({ rosterPhone }) =>
        rosterPhone === null ? "нет" : <span class="nb">{formatPhone(rosterPhone)}</span>,
    },
    {
      key: "phone",
      title: "Введенный телефон",
      cell: (row) => (
        <>
          <span class="nb">{formatPhone(row.phone)}</span>
          {waiting && row.taken && <p class="small muted">Кабинет уже есть</p>}
        </>
      ),
    },
    { key: "email", title: "Почта", cell: (row) => row.email },
    {
      key: "when",
      title: "Код введен",
      cell: (row) => formatDateTime(row.confirmedAt, INSURER_ZONE),
    },
    ...(!waiting ? [decided] : mayAct(state.owner, "/ops/registrations/:id") ? [decide] : []),
  ];
}

/** The page that decides, with the place in the list to come back to. */
function deciding({ id }: Registration, view: ListView, offset: number): string {
  return workHref(`${REGISTRATIONS_PATH}/${id}`, view, { offset });
}
