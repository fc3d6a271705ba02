import { DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import type { Instant } from "../../../../domain/local_date.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { formatDateTime } from "../../../../domain/russian.ts";
import { defineOps } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import {
  type Decision,
  decisionState,
  decisionWords,
  lastDayWords,
} from "../../(_staff)/decision_words.ts";
import { actorOf } from "../../(_staff)/staff_actor.ts";

export const handler = defineOps.handlers({
  async GET({ state }) {
    return { data: await state.useCases.readDecisions(actorOf(state)) };
  },
});

export default defineOps.page<typeof handler>(function Decisions({ data, state }) {
  const { open, past } = data;
  const { now } = state;
  return (
    <OpsFrame state={state} title="Решения" current="/ops/decisions">
      <h1>Решения</h1>
      <div class="stack">
        <p>
          Списать долг, вернуть деньги, вернуть программу и&nbsp;решить неясный платеж предлагает
          один сотрудник, а&nbsp;подтверждает другой. Перенос срока и&nbsp;пауза напоминаний
          действуют сразу. Начинают с&nbsp;карточки человека, неясные платежи &mdash;{" "}
          <a href="/ops/payments">в&nbsp;«Платежах»</a>.
        </p>
        <section class="stack" aria-labelledby="open">
          <h2 id="open">Ждут второго сотрудника</h2>
          <DataTable
            caption="Ждут второго сотрудника"
            rows={open}
            rowKey={(decision) => decision.id}
            empty={<Empty title="Ничего не ждет">Предложения появятся здесь.</Empty>}
            columns={[
              ...subjectColumns(now),
              { key: "reason", title: "Почему", cell: (decision) => decision.reason },
              {
                key: "expires",
                title: "Подтвердить до",
                cell: (decision) => lastDayWords(decision, now),
              },
            ]}
          />
        </section>
        <section class="stack" aria-labelledby="past">
          <h2 id="past">Решено</h2>
          <DataTable
            caption="Решено"
            rows={past}
            rowKey={(decision) => decision.id}
            empty={<Empty title="Решений еще не было">Последние пятьдесят будут здесь.</Empty>}
            columns={[
              ...subjectColumns(now),
              {
                key: "outcome",
                title: "Итог",
                cell: (decision) => <Outcome decision={decision} now={now} />,
              },
            ]}
          />
        </section>
      </div>
    </OpsFrame>
  );
});

function subjectColumns(now: Instant) {
  return [
    {
      key: "what",
      title: "Что",
      cell: (decision: Decision) => (
        <a href={`/ops/decisions/${decision.id}`}>{decisionWords(decision, now)}</a>
      ),
    },
    {
      key: "who",
      title: "Кому",
      cell: (decision: Decision) => (
        <a href={`/ops/people/${decision.personId}`}>{fullName(decision)}</a>
      ),
    },
    {
      key: "proposed",
      title: "Предложил",
      cell: ({ proposedBy, proposedAt, timeZone }: Decision) => (
        <>
          {proposedBy}
          <div class="muted nb">{formatDateTime(proposedAt, timeZone)}</div>
        </>
      ),
    },
  ];
}

function Outcome({ decision, now }: { decision: Decision; now: Instant }) {
  const { expiresAt, decidedBy, decidedAt, timeZone, refusal } = decision;
  return (
    <>
      {decisionState(decision, now)}
      {expiresAt !== null && decidedBy !== null && (
        <div class="muted">
          {decidedBy}, <span class="nb">{formatDateTime(decidedAt!, timeZone)}</span>
        </div>
      )}
      {refusal !== null && <div class="muted">{refusal}</div>}
    </>
  );
}
