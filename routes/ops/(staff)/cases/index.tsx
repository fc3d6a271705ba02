import type { ComponentChildren } from "preact";
import { type Column, DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { groupedNumber } from "../../../../components/page/pagination.tsx";
import { formatRoubles } from "../../../../domain/money.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { caseQueries, type CaseQuery, listHref, ofEmployer } from "../../(_staff)/case_queries.ts";

type Employer = Awaited<ReturnType<StaffState["useCases"]["readCaseCounts"]>>["employers"][number];

export const handler = defineOps.handlers({
  async GET({ state }) {
    return { data: await state.useCases.readCaseCounts() };
  },
});

export default defineOps.page<typeof handler>(function Cases({ data, state }) {
  const { employers, from, until } = data;
  const queries = caseQueries({ now: from, until });
  const [overdue, dueSoon, recovery] = queries;
  const counted = (
    title: string,
    { query }: CaseQuery,
    count: (row: Employer) => number,
  ): Column<Employer> => ({
    key: title,
    title,
    align: "num",
    cell: (row) => (
      <Listed state={state} count={count(row)} query={ofEmployer(query, row.employerId)} />
    ),
  });
  return (
    <OpsFrame state={state} title="Дела" current="/ops/cases">
      <h1>Дела</h1>
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
              counted("Срок за 7 дней", dueSoon!, (row) => row.dueSoon),
              counted("Просрочено", overdue!, (row) => row.overdue),
              counted("Во взыскании", recovery!, (row) => row.inRecovery),
              {
                key: "sum",
                title: "Сумма просрочки",
                align: "num",
                cell: (row) => formatRoubles(row.overdueKopecks),
              },
            ]}
          />
        </section>
        <section class="stack" aria-labelledby="questions">
          <h2 id="questions">Списки в Temporal</h2>
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
        </section>
      </div>
    </OpsFrame>
  );
});

function Listed({ state, count, query }: { state: StaffState; count: number; query: string }) {
  if (count === 0) return <>—</>;
  return <Question state={state} query={query}>{groupedNumber(count)}</Question>;
}

function Question(
  { state, query, children }: { state: StaffState; query: string; children: ComponentChildren },
) {
  const href = listHref(state.site.temporalUiUrl, query);
  return href === null ? <>{children}</> : <a href={href} rel="noreferrer">{children}</a>;
}
