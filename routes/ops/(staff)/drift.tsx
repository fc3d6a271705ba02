import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { addMinutes } from "../../../domain/local_date.ts";
import { formatDateTime, plural } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { DRIFT_WORDS, driftValue } from "../(_staff)/drift_words.ts";
import { INSURER_ZONE } from "../(_staff)/staff_actor.ts";
import { WorkflowLink } from "../(_staff)/workflow_link.tsx";

type Overview = Awaited<ReturnType<StaffState["useCases"]["readDrift"]>>;
type Last = NonNullable<Overview["last"]>;

const CASES = ["дело", "дела", "дел"] as const;
const DIFFERENCES = ["расхождение", "расхождения", "расхождений"] as const;

/** A night and an hour of grace: later than this the comparison has been missed. */
const MISSED_MINUTES = 25 * 60;

export const handler = defineOps.handlers({
  async GET(ctx) {
    return { data: await ctx.state.useCases.readDrift() };
  },
});

export default defineOps.page<typeof handler>(function Drift({ data, state }) {
  const { last, drift, unfinishedSince } = data;
  const isMissed = last !== null && last.startedAt < addMinutes(state.now, -MISSED_MINUTES);
  return (
    <OpsFrame state={state} title="Сверка" current="/ops/drift">
      <h1>Сверка</h1>
      <div class="stack">
        {last && <Outcome last={last} />}
        {unfinishedSince && (
          <Notice
            tone="warn"
            title={`Сверка от ${formatDateTime(unfinishedSince, INSURER_ZONE)} еще не кончилась`}
          >
            <p>
              {last
                ? "Она идет, или ее прервали. Ниже — последняя законченная."
                : "Она идет, или ее прервали."}
            </p>
          </Notice>
        )}
        {isMissed && (
          <Notice tone="warn" title="Больше суток не сверяли">
            <p>Проверьте, работают ли Temporal и worker, и расписание reconcile-nightly.</p>
          </Notice>
        )}
        <p>
          Каждую ночь в&nbsp;03:10 по Екатеринбургу записи базы сверяются с&nbsp;ходом дел
          в&nbsp;Temporal. Что безопасно, исправляется само: дело начинается снова или перечитывает
          свои записи.
        </p>
        {last === null && (
          <Empty title="Еще не сверяли">
            Первая сверка будет ночью.
          </Empty>
        )}
        <details>
          <summary>Для инженера</summary>
          <p>
            Сверить сейчас: <code>deno task reconcile</code>, исправить, что безопасно:{" "}
            <code>deno task reconcile --fix</code>.
          </p>
        </details>
        {drift.length > 0 && (
          <section class="stack" aria-labelledby="differences">
            <h2 id="differences">Что не сошлось</h2>
            {last && last.differences > drift.length && (
              <p>
                Показаны первые {groupedNumber(drift.length)} из{" "}
                {groupedNumber(last.differences)}, сначала те, что остались.
              </p>
            )}
            <DataTable
              caption="Что не сошлось"
              rows={drift}
              rowKey={(row) => row.id}
              empty={null}
              columns={[
                {
                  key: "case",
                  title: "Дело",
                  cell: (row) => <WorkflowLink state={state} workflowId={row.workflowId} />,
                },
                { key: "what", title: "Что не так", cell: (row) => DRIFT_WORDS[row.kind].title },
                {
                  key: "expected",
                  title: "По базе",
                  cell: (row) => driftValue(row.kind, row.expected),
                },
                { key: "found", title: "Найдено", cell: (row) => driftValue(row.kind, row.found) },
                {
                  key: "then",
                  title: "Итог",
                  cell: (row) => row.mended ? "Исправлено само" : DRIFT_WORDS[row.kind].advice,
                },
              ]}
            />
          </section>
        )}
      </div>
    </OpsFrame>
  );
});

function Outcome({ last }: { last: Last }) {
  const { compared, differences, mended, finishedAt } = last;
  const left = differences - mended;
  const title = left > 0
    ? `Осталось ${groupedNumber(left)}\u00a0${plural(left, DIFFERENCES)}`
    : differences > 0
    ? "Все расхождения исправлены"
    : "Расхождений нет";
  return (
    <Notice tone={left > 0 ? "late" : "done"} title={title}>
      <p>
        Сверено {groupedNumber(compared)}&nbsp;{plural(compared, CASES)},{" "}
        {formatDateTime(finishedAt, INSURER_ZONE)}.
        {mended > 0 && <>{" "}Исправлено само: {groupedNumber(mended)}.</>}
      </p>
    </Notice>
  );
}
