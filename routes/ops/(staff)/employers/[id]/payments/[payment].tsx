import { HttpError } from "fresh";
import { DataTable } from "../../../../../../components/page/data_table.tsx";
import { CsrfField, SubmitButton } from "../../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../../components/page/notice.tsx";
import { formatRoubles, kopecks } from "../../../../../../domain/money.ts";
import { fullName } from "../../../../../../domain/person_name.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../../state.ts";
import { OpsFrame } from "../../../../../(_frame)/frame.tsx";
import {
  isPostingProblem,
  PAYMENT_WORDS,
  POSTING_PROBLEMS,
  type PostingProblem,
} from "../../../../(_staff)/employer_payment_words.ts";
import { rolesInWords } from "../../../../(_staff)/role_words.ts";
import { mayAct } from "../../../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../../../(_staff)/staff_actor.ts";

type Opened = NonNullable<Awaited<ReturnType<StaffState["useCases"]["openEmployerPayment"]>>>;

const DONE = {
  entered: "Записано: теперь другой сотрудник проводит поступление",
  posted: "Проведено: счета оплачены",
  refused: "Отклонено: ничего не\u00a0изменилось",
} as const;

type Done = keyof typeof DONE;

interface PaymentData {
  opened: Opened;
  done: Done | null;
  problem: PostingProblem | null;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const problem = searchParams.get("problem");
    const data: PaymentData = {
      opened: await wanted(ctx.state, ctx.params),
      done: (Object.keys(DONE) as Done[]).find((done) => searchParams.has(done)) ?? null,
      problem: isPostingProblem(problem) ? problem : null,
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const [employerId, paymentId] = ids(ctx.params);
    const answer = state.form.get("answer") === "post" ? "post" : "refuse";
    const answered = await state.useCases.decideEmployerPayment({
      employerId,
      paymentId,
      answer,
      actor: actorOf(state),
    });
    if (!answered.ok && answered.reason === "unknown") throw new HttpError(404);
    const outcome = answered.ok
      ? answer === "post" ? "posted" : "refused"
      : `problem=${answered.reason}`;
    return ctx.redirect(`/ops/employers/${employerId}/payments/${paymentId}?${outcome}`, 303);
  },
});

async function wanted(
  state: StaffState,
  params: Readonly<Record<string, string>>,
): Promise<Opened> {
  const [employerId, paymentId] = ids(params);
  const actor = actorOf(state);
  const opened = await state.useCases.openEmployerPayment({ employerId, paymentId, actor });
  if (opened === null) throw new HttpError(404);
  return opened;
}

function ids(params: Readonly<Record<string, string>>): [employerId: number, paymentId: number] {
  const [employerId, paymentId] = [pathNumber(params["id"]), pathNumber(params["payment"])];
  if (employerId === null || paymentId === null) throw new HttpError(404);
  return [employerId, paymentId];
}

export default defineOps.page<typeof handler>(function EmployerPaymentPage({ data, state }) {
  const { opened: { employer, payment, parts }, done, problem } = data;
  const title = `Поступление № ${payment.orderNumber}`;
  return (
    <OpsFrame state={state} title={`${title}: ${employer.name}`} current="/ops/employers">
      <BackLink href={`/ops/employers/${employer.id}/payments`}>Деньги работодателя</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        {done && <Notice tone="done" role="status" title={DONE[done]} />}
        {problem && <Notice tone="warn" role="status" title={POSTING_PROBLEMS[problem]} />}
        <Facts opened={data.opened} />
        <DataTable
          caption="За какие счета"
          rows={parts}
          rowKey={({ invoiceId }) => invoiceId}
          empty={null}
          columns={[
            {
              key: "invoice",
              title: "Счет",
              cell: ({ invoiceId }) => (
                <a href={`/ops/cases/${invoiceId}`}>{numbered(invoiceId)}</a>
              ),
            },
            {
              key: "who",
              title: "Должник",
              cell: (part) => <a href={`/ops/people/${part.payerId}`}>{fullName(part)}</a>,
            },
            {
              key: "amount",
              title: "Пришло",
              align: "num",
              cell: ({ amountKopecks }) => formatRoubles(amountKopecks),
            },
            {
              key: "owed",
              title: "Осталось сейчас",
              align: "num",
              cell: ({ owedKopecks }) => formatRoubles(kopecks(Math.max(0, owedKopecks))),
            },
          ]}
        />
        {payment.outcome === null && <Answer opened={data.opened} state={state} />}
      </div>
    </OpsFrame>
  );
});

function Facts({ opened: { employer, payment } }: { opened: Opened }) {
  const at = (when: Parameters<typeof formatDateTime>[0]) =>
    formatDateTime(when, employer.timeZone);
  return (
    <dl class="facts">
      <dt>Состояние</dt>
      <dd>
        <b>{PAYMENT_WORDS[payment.outcome ?? "waiting"]}</b>
      </dd>
      <dt>Работодатель</dt>
      <dd>{employer.name}</dd>
      <dt>Сумма</dt>
      <dd class="nb">{formatRoubles(payment.amountKopecks)}</dd>
      {payment.excessKopecks > 0 && (
        <>
          <dt>Оказалось лишним</dt>
          <dd>
            <span class="nb">{formatRoubles(payment.excessKopecks)}</span>: люди успели заплатить
            сами. Это их&nbsp;деньги, вернуть&nbsp;— на&nbsp;странице{" "}
            <a href="/ops/payments">Платежи</a>
          </dd>
        </>
      )}
      <dt>Поступило</dt>
      <dd>
        {dayAndYear(payment.receivedOn)}: этим днем счета{" "}
        {payment.outcome === "posted" ? "оплачены" : "будут оплачены"}
      </dd>
      <dt>Записал</dt>
      <dd>{payment.enteredBy}, {at(payment.enteredAt)}</dd>
      {payment.decidedAt !== null && (
        <>
          <dt>{PAYMENT_WORDS[payment.outcome!]}</dt>
          <dd>{payment.decidedBy}, {at(payment.decidedAt)}</dd>
        </>
      )}
    </dl>
  );
}

/** The second member's form, or why this member has none. */
function Answer({ opened: { employer, payment }, state }: { opened: Opened; state: StaffState }) {
  if (!mayAct(state.owner, "/ops/employers/:id/payments/:payment")) {
    return <p>Проводит роль {rolesInWords("approver")}.</p>;
  }
  const own = payment.enteredById === state.owner.staffId;
  return (
    <form
      class="actions"
      method="post"
      action={`/ops/employers/${employer.id}/payments/${payment.id}`}
    >
      <CsrfField token={state.csrfToken} />
      {own
        ? <p>{POSTING_PROBLEMS.own}. Отклонить можете и&nbsp;вы.</p>
        : <SubmitButton name="answer" value="post">Провести</SubmitButton>}
      <SubmitButton tone="quiet" name="answer" value="refuse">Отклонить</SubmitButton>
    </form>
  );
}
