import type { ComponentChildren } from "preact";
import { type Column, DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { groupedNumber } from "../../../../components/page/pagination.tsx";
import { formatRoubles } from "../../../../domain/money.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { caseQueries, listHref } from "../../(_staff)/case_queries.ts";

type Employer = Awaited<ReturnType<StaffState["useCases"]["readCaseCounts"]>>["employers"][number];

export const handler = defineOps.handlers({
  async GET({ state }) {
    return { data: await state.useCases.readCaseCounts() };
  },
});

export default defineOps.page<typeof handler>(function Cases({ data, state }) {
  const { employers, from, until } = data;
  const queries = caseQueries({ now: from, until });
  return (
    <OpsFrame state={state} title="Долги" current="/ops/cases">
      <h1>Долги</h1>
      <div class="stack">
        <section class="stack" aria-labelledby="by-employer">
          <h2 id="by-employer">Неоплаченные счета по работодателям</h2>
          <DataTable
            caption="Неоплаченные счета по работодателям"
            rows={employers}
            rowKey={(row) => row.employerId}
            empty={<Empty title="Неоплаченных счетов нет">Долгов ни у кого нет.</Empty>}
            columns={[
              { key: "employer", title: "Работодатель", cell: (row) => row.employer },
              {
                key: "open",
                title: "Не оплачено",
                align: "num",
                cell: (row) => groupedNumber(row.open),
              },
              {
                key: "soon",
                title: "Срок за 7 дней",
                align: "num",
                cell: (row) => groupedNumber(row.dueSoon),
              },
              counted("Просрочено", "defaults", (row) => row.overdue),
              counted("Во взыскании", "recovery", (row) => row.inRecovery),
              {
                key: "sum",
                title: "Сумма просрочки",
                align: "num",
                cell: (row) => formatRoubles(row.overdueKopecks),
              },
            ]}
          />
        </section>
        <details>
          <summary>Для инженера: списки в&nbsp;Temporal</summary>
          {state.site.temporalUiUrl === null && (
            <p>Адрес страниц Temporal не задан: вставьте запрос в поле фильтра сами.</p>
          )}
          <dl class="facts">
            {queries.map(({ title, hint, query }) => (
              <>
                <dt>
                  <Question state={state} query={query}>{title}</Question>
                </dt>
                <dd>
                  {hint}
                  {state.site.temporalUiUrl === null && <pre class="query">{query}</pre>}
                </dd>
              </>
            ))}
          </dl>
        </details>
      </div>
    </OpsFrame>
  );
});

/** A count that leads to the same invoices in a list. */
function counted(
  title: string,
  list: "defaults" | "recovery",
  count: (row: Employer) => number,
): Column<Employer> {
  return {
    key: list,
    title,
    align: "num",
    cell: (row) =>
      count(row) === 0
        ? "—"
        : (
          <a href={`/ops/lists/${list}?org=${encodeURIComponent(row.employer)}`}>
            {groupedNumber(count(row))}
          </a>
        ),
  };
}

function Question(
  { state, query, children }: { state: StaffState; query: string; children: ComponentChildren },
) {
  const href = listHref(state.site.temporalUiUrl, query);
  return href === null ? <>{children}</> : <a href={href} rel="noreferrer">{children}</a>;
}
