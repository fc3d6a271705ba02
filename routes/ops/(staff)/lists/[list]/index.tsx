import { HttpError } from "fresh";
import { DataTable } from "../../../../../components/page/data_table.tsx";
import { Empty } from "../../../../../components/page/empty.tsx";
import { SelectField, SubmitButton, TextField } from "../../../../../components/page/form.tsx";
import { Pagination } from "../../../../../components/page/pagination.tsx";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import {
  isListName,
  LIST_WORDS,
  type ListColumn,
  type StaffListQuery,
  type StaffListRow,
} from "../../../(_staff)/list_columns.tsx";
import { listHref, listQueryOf } from "../../../(_staff)/list_query.ts";
import { mayLook } from "../../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../../(_staff)/staff_actor.ts";

const ROWS_A_PAGE = 50;

interface ListData extends Awaited<ReturnType<StaffState["useCases"]["lookAtStaffList"]>> {
  query: StaffListQuery;
  offset: number;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url, params } = ctx;
    const list = params["list"];
    if (!isListName(list)) throw new HttpError(404);
    const query = listQueryOf(list, url.searchParams);
    const offset = (pathNumber(url.searchParams.get("from") ?? "1") ?? 1) - 1;
    const view = await state.useCases.lookAtStaffList({
      query,
      offset,
      limit: ROWS_A_PAGE,
      actor: actorOf(state),
    });
    // Rows leave a list while it is worked off, and its last page with them.
    if (view.rows.length === 0 && offset > 0) return ctx.redirect(listHref(query), 303);
    const data: ListData = { ...view, query, offset };
    return { data };
  },
});

export default defineOps.page<typeof handler>(function List({ data, state }) {
  const { query, rows, total, offset } = data;
  const { title, lead, columns, empty } = LIST_WORDS[query.list];
  const narrowed = query.who !== "" || query.org !== "";
  const end = offset + rows.length;
  return (
    <OpsFrame state={state} title={`Списки: ${title.toLowerCase()}`} current="/ops/lists">
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
        <FilterForm data={data} narrowed={narrowed} />
        <DataTable
          caption={title}
          rows={rows}
          rowKey={(row) => Number(row["id"])}
          empty={narrowed
            ? <Empty title="По отбору ничего нет">Измените отбор или уберите его.</Empty>
            : <Empty title={empty.title}>{empty.hint}</Empty>}
          columns={columns.map((column) => ({
            key: column.key,
            title: column.title,
            ...column.align ? { align: column.align } : {},
            ...sorting(query, column.key),
            cell: (row: StaffListRow) => <Value row={row} column={column} />,
          }))}
        />
        {total > 0 && (
          <>
            <Pagination
              from={offset + 1}
              to={end}
              total={total}
              previousHref={offset > 0
                ? listHref(query, { offset: Math.max(0, offset - ROWS_A_PAGE) })
                : null}
              nextHref={end < total ? listHref(query, { offset: end }) : null}
            />
            {mayLook(state.owner, "/ops/lists/:list/file") && (
              <p>
                <a class="link" href={listHref(query, { file: "/file" })}>
                  Скачать весь список (xlsx)
                </a>
              </p>
            )}
          </>
        )}
      </div>
    </OpsFrame>
  );
});

/** A head is a link that sorts by its column, and then the other way round. */
function sorting(query: StaffListQuery, key: string) {
  const sorted = query.sort === key ? query.direction : undefined;
  const direction = sorted === "ascending" ? "descending" as const : "ascending" as const;
  return {
    sortHref: listHref({ ...query, sort: key, direction }),
    ...sorted ? { sorted } : {},
  };
}

function Value({ row, column }: { row: StaffListRow; column: ListColumn }) {
  const value = row[column.key] ?? null;
  return <>{value === null || value === "" ? "—" : column.shown(value, row)}</>;
}

function FilterForm({ data: { query, orgs }, narrowed }: { data: ListData; narrowed: boolean }) {
  const { org, ofPeople } = LIST_WORDS[query.list];
  return (
    <form class="filters" method="get" action={`/ops/lists/${query.list}`} role="search">
      <input type="hidden" name="sort" value={query.sort} />
      {query.direction === "descending" && <input type="hidden" name="order" value="down" />}
      {ofPeople && <TextField name="who" type="search" label="ФИО" value={query.who} />}
      <SelectField
        name="org"
        label={org}
        value={query.org}
        options={[
          { value: "", title: "Все" },
          ...orgs.map((name) => ({ value: name, title: name })),
        ]}
      />
      <SubmitButton tone="quiet">Отобрать</SubmitButton>
      {narrowed && <a class="link" href={listHref({ ...query, who: "", org: "" })}>Убрать отбор</a>}
    </form>
  );
}
