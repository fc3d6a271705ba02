import { HttpError } from "fresh";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  RadioField,
  SubmitButton,
  TextArea,
  titleWithErrors,
} from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import type { Instant } from "../../../../domain/local_date.ts";
import { formatRoubles, kopecks } from "../../../../domain/money.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { formatDateTime, numbered } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { knownWord } from "../../../(_frame)/known_word.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import {
  type Decision,
  decisionState,
  decisionWords,
  isOpen,
  lastDayWords,
  PROPOSAL_PROBLEMS,
  type ProposalProblem,
} from "../../(_staff)/decision_words.ts";
import { rolesInWords } from "../../(_staff)/role_words.ts";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";
import { UnclearFacts } from "../../(_staff)/unclear_facts.tsx";

const DONE = {
  proposed: "Предложено: теперь нужен второй сотрудник",
  done: "Записано и\u00a0уже действует",
  confirmed: "Подтверждено: решение действует",
  refused: "Отклонено: ничего не\u00a0изменилось",
  withdrawn: "Отозвано: ничего не\u00a0изменилось",
} as const;

type Done = keyof typeof DONE;

interface DecisionData {
  decision: Decision;
  done: Done | null;
  problem: ProposalProblem | null;
  typed: { answer: string; refusal: string };
  errors: FieldError[];
}

const REFUSAL_LENGTH = 500;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url: { searchParams } } = ctx;
    const data: DecisionData = {
      decision: await wantedDecision(state, ctx.params["id"]),
      done: (Object.keys(DONE) as Done[]).find((done) => searchParams.has(done)) ?? null,
      problem: knownWord(PROPOSAL_PROBLEMS, searchParams.get("problem")),
      typed: { answer: "", refusal: "" },
      errors: [],
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const decision = await wantedDecision(state, ctx.params["id"]);
    const typed = {
      answer: formText(state.form, "answer"),
      refusal: formText(state.form, "refusal"),
    };
    const errors = answerErrors(typed);
    if (errors.length > 0) {
      return { data: { decision, done: null, problem: null, typed, errors }, status: 422 };
    }
    const answered = await state.useCases.decideProposal({
      decisionId: decision.id,
      actor: actorOf(state),
      ...typed.answer === "confirm"
        ? { answer: "confirm" }
        : { answer: "refuse", refusal: typed.refusal },
    });
    const outcome = answered.ok ? answered.outcome : `problem=${answered.reason}`;
    return ctx.redirect(`/ops/decisions/${decision.id}?${outcome}`, 303);
  },
});

async function wantedDecision(state: StaffState, id: string | undefined): Promise<Decision> {
  const decisionId = pathNumber(id);
  const decision = decisionId === null
    ? null
    : await state.useCases.openDecision({ decisionId, actor: actorOf(state) });
  if (decision === null) throw new HttpError(404);
  return decision;
}

function answerErrors({ answer, refusal }: DecisionData["typed"]): FieldError[] {
  if (answer === "confirm") return [];
  if (answer !== "refuse") {
    return [{ field: "answer", message: "Выберите, подтверждаете вы или нет" }];
  }
  if (refusal === "") return [{ field: "refusal", message: "Напишите, почему отклоняете" }];
  return refusal.length > REFUSAL_LENGTH
    ? [{
      field: "refusal",
      message: `Сократите до ${REFUSAL_LENGTH} знаков: сейчас ${refusal.length}`,
    }]
    : [];
}

export default defineOps.page<typeof handler>(function DecisionPage({ data, state }) {
  const { decision, done, problem, errors } = data;
  const { now } = state;
  const title = decisionWords(decision, now);
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/decisions">
      <ErrorSummary errors={errors} />
      <BackLink href="/ops/decisions">Решения</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        {done && <Notice tone="done" role="status" title={DONE[done]} />}
        {problem && <Notice tone="warn" role="status" title={PROPOSAL_PROBLEMS[problem]} />}
        <DecisionFacts decision={decision} now={now} />
        {isOpen(decision, now) && <Answer data={data} state={state} />}
      </div>
    </OpsFrame>
  );
});

function DecisionFacts({ decision, now }: { decision: Decision; now: Instant }) {
  const { personId, invoiceId, owedKopecks, timeZone, expiresAt, decidedBy } = decision;
  return (
    <dl class="facts">
      <dt>Состояние</dt>
      <dd>
        <b>{decisionState(decision, now)}</b>
      </dd>
      <dt>{decision.found === null ? "Кому" : "Плательщик"}</dt>
      <dd>
        <a href={`/ops/people/${personId}`}>{fullName(decision)}</a>
      </dd>
      {invoiceId !== null && (
        <>
          <dt>Счет</dt>
          <dd>
            <a href={`/ops/cases/${invoiceId}`}>{numbered(invoiceId)}</a>, сейчас не&nbsp;оплачено
            {" "}
            <span class="nb">{formatRoubles(kopecks(Math.max(0, owedKopecks ?? 0)))}</span>
          </dd>
        </>
      )}
      <UnclearFacts decision={decision} now={now} />
      <dt>{decision.found === null ? "Почему" : "Откуда известно"}</dt>
      <dd>{decision.reason}</dd>
      <dt>{expiresAt === null ? "Решил" : "Предложил"}</dt>
      <dd>{decision.proposedBy}, {formatDateTime(decision.proposedAt, timeZone)}</dd>
      {expiresAt !== null && decidedBy !== null && (
        <>
          <dt>{DECIDERS[decision.outcome!]}</dt>
          <dd>
            {decidedBy}, {formatDateTime(decision.decidedAt!, timeZone)}
            {decision.refusal !== null && <div>{decision.refusal}</div>}
          </dd>
        </>
      )}
      {expiresAt !== null && decidedBy === null && (
        <>
          <dt>Подтвердить до</dt>
          <dd>{lastDayWords(decision, now)}</dd>
        </>
      )}
    </dl>
  );
}

const DECIDERS: Readonly<Record<NonNullable<Decision["outcome"]>, string>> = {
  confirmed: "Подтвердил",
  refused: "Отклонил",
  withdrawn: "Отозвал",
  expired: "Просрочено",
};

/** The second member's form, what who proposed may do, or why this member has none. */
function Answer({ data, state }: { data: DecisionData; state: StaffState }) {
  const { decision, typed, errors } = data;
  if (decision.proposedById === state.owner.staffId) return <Withdrawal {...{ decision, state }} />;
  if (!mayAct(state.owner, "/ops/decisions/:id")) {
    return <p>Решает роль {rolesInWords("approver")}.</p>;
  }
  return (
    <form class="form" method="post" action={`/ops/decisions/${decision.id}`} novalidate>
      <CsrfField token={state.csrfToken} />
      <RadioField
        name="answer"
        label="Ваше решение"
        value={typed.answer}
        error={errorOf(errors, "answer")}
        required
        options={[
          {
            value: "confirm",
            title: "Подтвердить",
            hint: "Подействует сразу, назад не\u00a0вернуть",
          },
          { value: "refuse", title: "Отклонить", hint: "Ничего не\u00a0изменится" },
        ]}
      />
      <TextArea
        name="refusal"
        label="Почему отклоняете"
        hint="Если отклоняете"
        rows={2}
        value={typed.refusal}
        error={errorOf(errors, "refusal")}
      />
      <SubmitButton>Записать решение</SubmitButton>
    </form>
  );
}

/** Nobody confirms their own; who has thought better of it takes it back. */
function Withdrawal({ decision, state }: { decision: Decision; state: StaffState }) {
  return (
    <form class="form" method="post" action={`/ops/decisions/${decision.id}/withdraw`}>
      <CsrfField token={state.csrfToken} />
      <p>
        Решает роль{" "}
        {rolesInWords("approver")}, но&nbsp;не&nbsp;тот, кто предложил. Пока решения нет, вы можете
        отозвать предложение.
      </p>
      <SubmitButton tone="quiet">Отозвать предложение</SubmitButton>
    </form>
  );
}
