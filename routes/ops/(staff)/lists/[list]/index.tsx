import { HttpError } from "fresh";
import { DataTable } from "../../../../../components/page/data_table.tsx";
import { Empty } from "../../../../../components/page/empty.tsx";
import { ErrorSummary, titleWithErrors } from "../../../../../components/page/form.tsx";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import {
  columnsOfList,
  isListName,
  LIST_WORDS,
  type ListColumn,
  PART_TITLES,
  ROWS_OF_FILE,
} from "../../../(_staff)/list_columns.tsx";
import { isNarrowed } from "../../../(_staff)/list_filter.ts";
import { ListFilterForm, ListPages } from "../../../(_staff)/list_filter_form.tsx";
import {
  listHref,
  type ListView,
  listView,
  orderWords,
  pageOffset,
  partWords,
} from "../../../(_staff)/list_query.ts";
import type { StaffListRow } from "../../../(_staff)/list_values.tsx";
import { mayLook } from "../../../(_staff)/staff_access.ts";
import { actorOf } from "../../../(_staff)/staff_actor.ts";

const ROWS_A_PAGE = 50;

interface ListData extends Awaited<ReturnType<StaffState["useCases"]["lookAtStaffList"]>> {
  view: ListView;
  offset: number;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url, params } = ctx;
    const list = params["list"];
    if (!isListName(list)) throw new HttpError(404);
    const view = listView(list, url.searchParams);
    const offset = pageOffset(url.searchParams);
    const read = await state.useCases.lookAtStaffList({
      // What can't be read is not looked for: everything would look like an answer.
      page: view.errors.length > 0 ? null : { offset, limit: ROWS_A_PAGE },
      query: view.query,
      actor: actorOf(state),
    });
    // Rows leave a list while it is worked off, and its last page with them.
    if (read.rows.length === 0 && offset > 0) return ctx.redirect(listHref(view), 303);
    const data: ListData = { ...read, view, offset };
    return { data, status: view.errors.length > 0 ? 422 : 200 };
  },
});

export default defineOps.page<typeof handler>(function List({ data, state }) {
  const { view, rows, total, offset } = data;
  const { query, errors } = view;
  const { title, lead, parts } = LIST_WORDS[query.list];
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors(`Списки: ${title.toLowerCase()}`, errors)}
      current="/ops/lists"
    >
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <div class="stack">
        <nav class="links" aria-label="Какой список показать">
          {Object.entries(LIST_WORDS).map(([list, words]) => (
            <a
              key={list}
              class="link"
              href={`/ops/lists/${list}`}
              aria-current={list === query.list ? "true" : undefined}
            >
              {words.title}
            </a>
          ))}
        </nav>
        <p>{lead}</p>
        {parts.length > 0 && (
          <nav class="links" aria-label="Какие строки показать">
            {parts.map((part) => (
              <a
                key={part}
                class="link"
                href={listHref(view, { part })}
                aria-current={part === query.filter.part ? "true" : undefined}
              >
                {PART_TITLES[part]}
              </a>
            ))}
          </nav>
        )}
        <Filter data={data} />
        <Rows data={data} />
        <ListPages
          offset={offset}
          shown={rows.length}
          total={total}
          rowsAPage={ROWS_A_PAGE}
          href={(offset) => listHref(view, { offset })}
          file={mayLook(state.owner, "/ops/lists/:list/file")
            ? listHref(view, { file: true })
            : null}
          rowsOfFile={ROWS_OF_FILE}
        />
      </div>
    </OpsFrame>
  );
});

function Filter({ data: { view, orgs } }: { data: ListData }) {
  const { query, typed, errors } = view;
  return (
    <ListFilterForm
      action={`/ops/lists/${query.list}`}
      fields={LIST_WORDS[query.list].fields}
      typed={typed}
      errors={errors}
      orgs={orgs}
      kept={[...partWords(query), ...orderWords(query)]}
      href={(typed) => listHref(view, { typed })}
    />
  );
}

function Rows({ data: { view, rows } }: { data: ListData }) {
  const { query, typed, errors } = view;
  const { title, empty } = LIST_WORDS[query.list];
  if (errors.length > 0) return null;
  return (
    <DataTable
      caption={title}
      rows={rows}
      rowKey={(row) => Number(row["id"])}
      empty={isNarrowed(typed)
        ? <Empty title="По отбору ничего нет">Измените отбор или уберите его.</Empty>
        : partWords(query).length > 0
        ? <Empty title="Здесь пока пусто">Строки появятся, когда до них дойдет дело.</Empty>
        : <Empty title={empty.title}>{empty.hint}</Empty>}
      columns={columnsOfList(query).map((column) => ({
        key: column.key,
        title: column.title,
        ...column.align ? { align: column.align } : {},
        ...sorting(view, column.key),
        cell: (row: StaffListRow) => <Value row={row} column={column} />,
      }))}
    />
  );
}

/** A head is a link that sorts by its column, and then the other way round. */
function sorting(view: ListView, key: string) {
  const { query } = view;
  const sorted = query.sort === key ? query.direction : undefined;
  const direction = sorted === "ascending" ? "descending" as const : "ascending" as const;
  return {
    sortHref: listHref({ ...view, query: { ...query, sort: key, direction } }),
    ...sorted ? { sorted } : {},
  };
}

function Value({ row, column }: { row: StaffListRow; column: ListColumn }) {
  const value = row[column.key] ?? null;
  return <>{value === null || value === "" ? "—" : column.shown(value, row)}</>;
}
