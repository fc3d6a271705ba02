import { DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import {
  errorOf,
  ErrorSummary,
  type FieldError,
  SelectField,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../components/page/form.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import {
  actionTitle,
  actorKind,
  actorTitle,
  subjectTitle,
} from "../../../../domain/journal_words.ts";
import { type DetailNames, journalDetails } from "../../../../domain/journal_details.ts";
import { formatDateTime } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import {
  ACTION_CHOICES,
  ACTION_OPTIONS,
  readSearch,
  searchHref,
  type TypedSearch,
  typedSearch,
} from "../../(_staff)/journal_search.ts";
import { mayLook } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../(_staff)/staff_actor.ts";

const ENTRIES_A_PAGE = 50;

type View = Awaited<ReturnType<StaffState["useCases"]["readJournal"]>>;
type Entry = View["rows"][number];

interface JournalData extends View {
  typed: TypedSearch;
  errors: FieldError[];
  /** Asked for as a file, and too long for one. */
  tooLong: boolean;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url: { searchParams: query } } = ctx;
    const typed = typedSearch(query);
    const { search, errors } = readSearch(typed);
    const before = pathNumber(query.get("before") ?? undefined);
    const after = pathNumber(query.get("after") ?? undefined);
    // What can't be read searches for nothing: all entries would look like an answer.
    const view: View = errors.length > 0
      ? {
        rows: [],
        newer: false,
        older: false,
        tooMany: false,
        staff: await state.useCases.listStaff(),
      }
      : await state.useCases.readJournal({
        search,
        place: before !== null ? { before } : after !== null ? { after } : null,
        limit: ENTRIES_A_PAGE,
        actor: actorOf(state),
      });
    const data: JournalData = { ...view, typed, errors, tooLong: query.has("too_long") };
    return { data, status: errors.length > 0 ? 422 : 200 };
  },
});

export default defineOps.page<typeof handler>(function Journal({ data, state }) {
  const { rows, errors, typed, tooMany, tooLong, staff } = data;
  const names: DetailNames = {
    timeZone: INSURER_ZONE,
    staff: new Map(staff.map(({ id, name }) => [id, name])),
  };
  return (
    <OpsFrame state={state} title={titleWithErrors("Журнал", errors)} current="/ops/journal">
      <ErrorSummary errors={errors} />
      <h1>Журнал</h1>
      <div class="stack">
        <p>
          Кто чью запись смотрел и&nbsp;кто что сделал. Изменить или удалить запись нельзя. Что
          вы&nbsp;смотрели журнал, тоже записывается.
        </p>
        {tooLong && (
          <Notice
            tone="warn"
            role="status"
            title="В файл войдет не&nbsp;больше 20&nbsp;000 записей"
          >
            <p>Сузьте дни или выберите сотрудника.</p>
          </Notice>
        )}
        {tooMany && (
          <Notice tone="warn" title="Так начинаются фамилии больше 100&nbsp;человек">
            <p>Показаны записи о&nbsp;первых ста по&nbsp;алфавиту. Введите фамилию точнее.</p>
          </Notice>
        )}
        <SearchForm data={data} />
        <DataTable
          caption="Записи журнала"
          rows={rows}
          rowKey={(row) => row.id}
          empty={errors.length > 0
            ? null
            : <Empty title="Записей нет">Измените дни или уберите отбор.</Empty>}
          columns={[
            {
              key: "at",
              title: "Когда",
              cell: (row) => <span class="nb">{formatDateTime(row.at, INSURER_ZONE)}</span>,
            },
            { key: "who", title: "Кто", cell: (row) => <Actor entry={row} /> },
            { key: "what", title: "Что", cell: (row) => actionTitle(row.action) },
            {
              key: "whose",
              title: "О ком или о чем",
              cell: (row) => <Subject entry={row} />,
            },
            {
              key: "detail",
              title: "Подробности",
              cell: (row) => <Details entry={row} names={names} />,
            },
            { key: "ip", title: "Откуда", cell: (row) => row.ip ?? "—" },
          ]}
        />
        <Turning data={data} />
        {rows.length > 0 && mayLook(state.owner, "/ops/journal/file") && (
          <p>
            <a href={searchHref("/ops/journal/file", typed)} download>
              Скачать всё по&nbsp;этому отбору, xlsx
            </a>
          </p>
        )}
      </div>
    </OpsFrame>
  );
});

function SearchForm({ data: { typed, errors, staff } }: { data: JournalData }) {
  return (
    <form class="filters" method="get" action="/ops/journal" role="search" novalidate>
      <SelectField
        name="staff"
        label="Сотрудник"
        value={typed.staff}
        options={[
          { value: "", title: "Все" },
          ...staff.map(({ id, name, endedAt }) => ({
            value: String(id),
            title: endedAt === null ? name : `${name} (доступ закрыт)`,
          })),
        ]}
      />
      <TextField
        name="person"
        label="ФИО или номер полиса"
        autocomplete="off"
        value={typed.person}
        error={errorOf(errors, "person")}
      />
      <SelectField
        name="action"
        label="Что"
        value={typed.action}
        options={ACTION_OPTIONS}
        groups={ACTION_CHOICES}
      />
      <TextField
        name="from"
        label="С дня"
        hint="Например, 22.11.2026"
        width="short"
        inputmode="numeric"
        autocomplete="off"
        value={typed.from}
        error={errorOf(errors, "from")}
      />
      <TextField
        name="until"
        label="По день"
        hint="Включительно"
        width="short"
        inputmode="numeric"
        autocomplete="off"
        value={typed.until}
        error={errorOf(errors, "until")}
      />
      <SubmitButton>Найти</SubmitButton>
      {Object.values(typed).some((text) => text !== "") && (
        <a class="link" href="/ops/journal">Сбросить</a>
      )}
    </form>
  );
}

function Actor({ entry }: { entry: Entry }) {
  const kind = actorKind(entry.actor);
  const name = actorTitle(entry);
  const personId = pathNumber(/^person\/(\d+)$/.exec(entry.actor)?.[1]);
  return (
    <>
      {personId === null ? name : <a href={`/ops/people/${personId}`}>{name}</a>}
      {kind && <p class="small muted">{kind}</p>}
    </>
  );
}

function Subject({ entry }: { entry: Entry }) {
  const href = subjectHref(entry);
  const title = subjectTitle(entry);
  return href === null ? <>{title}</> : <a href={href}>{title}</a>;
}

function Details({ entry, names }: { entry: Entry; names: DetailNames }) {
  const details = journalDetails(entry.detail, names);
  if (details.length === 0) return <>—</>;
  return (
    <>
      {details.map(({ title, text, href }) => (
        <div key={title}>
          {title}: {href === null ? text : <a href={href}>{text}</a>}
        </div>
      ))}
    </>
  );
}

/** Where the subject is shown; null where it has no page of its own. */
function subjectHref({ subject, employerId, document }: Entry): string | null {
  if (employerId !== null) return `/ops/employers/${employerId}`;
  if (document !== null) return `/documents/${document.kind}/${document.version}`;
  const [kind, id] = subject.split("/");
  switch (kind) {
    case "person":
      return `/ops/people/${id}`;
    case "file":
      return `/ops/files/${id}`;
    case "calendar":
      return "/ops/calendar";
    case "invoices":
      return "/ops/invoices";
    case "programme":
      return `/ops/settings/programmes/${id}`;
    case "key_rate":
      return "/ops/settings/rates";
    default:
      return null;
  }
}

/** Entries are added while one reads, so pages are told apart by an entry, not by a number. */
function Turning({ data: { rows, newer, older, typed } }: { data: JournalData }) {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || (!newer && !older)) return null;
  return (
    <nav class="pages" aria-label="Страницы списка">
      {newer && (
        <a
          class="link"
          rel="prev"
          href={searchHref("/ops/journal", typed, [["after", String(first.id)]])}
        >
          Новее
        </a>
      )}
      {older && (
        <a
          class="link"
          rel="next"
          href={searchHref("/ops/journal", typed, [["before", String(last.id)]])}
        >
          Старше
        </a>
      )}
    </nav>
  );
}
