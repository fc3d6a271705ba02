import { Empty } from "../../../components/page/empty.tsx";
import {
  CsrfField,
  DateField,
  type DateValue,
  errorOf,
  ErrorSummary,
  type FieldError,
  RadioField,
  SubmitButton,
  TextArea,
  TextField,
  titleWithErrors,
  typedDate,
} from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { paymentReason } from "../../../components/payment/payment_words.ts";
import type { PaymentFinding, RefundFinding } from "../../../domain/decision.ts";
import { atLocalTime, realDate } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { formatDateTime, numbered } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { knownWord } from "../../(_frame)/known_word.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { afterProposal } from "../(_staff)/decision_form.tsx";
import {
  AwaitedDecision,
  ExcessPayers,
  refundErrors,
  type RefundWork,
  type TypedRefund,
  typedRefundFor,
  UnknownRefunds,
} from "../(_staff)/refund_work.tsx";
import { reasonErrors } from "../(_staff)/reason_errors.ts";
import { mayAct } from "../(_staff)/staff_access.ts";
import { actorOf } from "../(_staff)/staff_actor.ts";

const OUTCOMES = {
  decided: "Это уже решено раньше, ничего не изменилось",
} as const;

type Outcome = keyof typeof OUTCOMES;
type Attempt = Awaited<ReturnType<StaffState["useCases"]["readUnknownPayments"]>>[number];

/** One attempt's form as it was sent. */
interface Typed {
  attemptId: string;
  decision: string;
  date: DateValue;
  time: string;
  reason: string;
}

interface PaymentsData {
  attempts: Attempt[];
  refunds: RefundWork;
  outcome: Outcome | null;
  typed: Typed | null;
  /** A refund's form as it was sent. */
  typedRefund: TypedRefund | null;
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const outcome = knownWord(OUTCOMES, url.searchParams.get("outcome"));
    return { data: { ...await readWork(state), outcome } };
  },

  async POST(ctx) {
    const { state } = ctx;
    const work = await readWork(state);
    const attemptId = formText(state.form, "attempt");
    const attempt = work.attempts.find((one) => one.id === attemptId);
    const refundId = formText(state.form, "refund");
    const refund = work.refunds.unknown.find((one) => one.id === refundId);
    if (refund) {
      const typedRefund = typedRefundFor(refund, state.form);
      const errors = refundErrors(typedRefund);
      if (errors.length > 0) return { data: { ...work, typedRefund, errors }, status: 422 };
      const proposed = await state.useCases.proposeRefundFinding({
        refundId,
        found: typedRefund.decision as RefundFinding,
        reason: typedRefund.reason,
        actor: actorOf(state),
      });
      const after = afterProposal(proposed);
      return ctx.redirect("location" in after ? after.location : DECIDED, 303);
    }
    if (!attempt) return ctx.redirect(DECIDED, 303);

    const typed = typedFor(attempt, state.form);
    const found = readFound(typed, attempt);
    if (!found.ok) {
      return { data: { ...work, typed, errors: found.errors }, status: 422 };
    }
    const proposed = await state.useCases.proposePaymentFinding({
      attemptId,
      finding: found.finding,
      reason: typed.reason,
      actor: actorOf(state),
    });
    const after = afterProposal(proposed);
    if ("location" in after) return ctx.redirect(after.location, 303);
    if (after.problem === "answered") return ctx.redirect(DECIDED, 303);
    const message = after.problem === "captured_later"
      ? "Это время еще не наступило"
      : `Платеж начали позже: ${formatDateTime(attempt.createdAt, attempt.timeZone)}`;
    const errors = [{ field: fieldsOf(attempt).date, message }];
    return { data: { ...work, typed, errors }, status: 422 };
  },
});

const DECIDED = "/ops/payments?outcome=decided";

/** What there is to decide, with nothing typed. */
async function readWork(state: StaffState): Promise<PaymentsData> {
  const actor = actorOf(state);
  const [attempts, refunds] = await Promise.all([
    state.useCases.readUnknownPayments(actor),
    state.useCases.readRefundWork(actor),
  ]);
  return { attempts, refunds, outcome: null, typed: null, typedRefund: null, errors: [] };
}

/** Names of an attempt's fields: the page shows several forms, and ids may not repeat. */
function fieldsOf({ id }: Attempt) {
  return {
    decision: `decision-${id}`,
    date: `captured-${id}`,
    time: `time-${id}`,
    reason: `reason-${id}`,
  };
}

function typedFor(attempt: Attempt, form: FormData): Typed {
  const fields = fieldsOf(attempt);
  return {
    attemptId: attempt.id,
    decision: formText(form, fields.decision),
    date: typedDate(form, fields.date),
    time: formText(form, fields.time),
    reason: formText(form, fields.reason),
  };
}

function readFound(
  { decision, date, time, reason }: Typed,
  attempt: Attempt,
): { ok: true; finding: PaymentFinding } | { ok: false; errors: FieldError[] } {
  const fields = fieldsOf(attempt);
  const errors: FieldError[] = [];
  let finding: PaymentFinding | null = null;
  if (decision === "unpaid") {
    finding = { found: decision };
  } else if (decision === "paid") {
    const on = realDate(Number(date.year), Number(date.month), Number(date.day));
    const at = /^([01]?\d|2[0-3]):[0-5]\d$/.test(time) ? time.padStart(5, "0") : null;
    if (on === null) {
      errors.push({ field: fields.date, message: "Введите день, месяц и год списания" });
    }
    if (at === null) {
      errors.push({ field: fields.time, message: "Введите время списания, например 09:30" });
    }
    if (on !== null && at !== null) {
      finding = { found: decision, capturedAt: atLocalTime(on, at, attempt.timeZone) };
    }
  } else {
    errors.push({ field: fields.decision, message: "Выберите, пришли ли деньги" });
  }
  const missing = "Напишите, откуда вы это знаете";
  errors.push(...reasonErrors(reason, { field: fields.reason, missing }));
  return finding && errors.length === 0 ? { ok: true, finding } : { ok: false, errors };
}

export default defineOps.page<typeof handler>(function Payments({ data, state }) {
  const { attempts, refunds, outcome, typed, typedRefund, errors } = data;
  return (
    <OpsFrame state={state} title={titleWithErrors("Платежи", errors)} current="/ops/payments">
      <ErrorSummary errors={errors} />
      <h1>Платежи</h1>
      <div class="stack">
        {outcome && <Notice tone="info" role="status" title={OUTCOMES[outcome]} />}
        <p>
          По этим платежам ответ банка неизвестен или не сходится с заказом. Найдите платеж в личном
          кабинете банка и предложите, как решить. Подтверждает другой сотрудник, контролер или
          администратор; до того ничего не проведено.
        </p>
        {attempts.length === 0 && (
          <Empty title="Решать нечего">
            Здесь появятся платежи, о которых банк не дал ясного ответа.
          </Empty>
        )}
        {attempts.map((attempt) => (
          <section class="stack" aria-labelledby={`attempt-${attempt.id}`} key={attempt.id}>
            <h2 id={`attempt-${attempt.id}`}>
              {fullName(attempt)}, <span class="nb">{formatRoubles(attempt.amountKopecks)}</span>
            </h2>
            <AttemptFacts attempt={attempt} />
            {attempt.decisionId !== null
              ? <AwaitedDecision id={attempt.decisionId} />
              : mayAct(state.owner, "/ops/payments") && (
                <FindingForm
                  attempt={attempt}
                  typed={typed?.attemptId === attempt.id ? typed : null}
                  errors={errors}
                  csrf={state.csrfToken}
                />
              )}
          </section>
        ))}
        <UnknownRefunds
          refunds={refunds.unknown}
          typed={typedRefund}
          errors={errors}
          state={state}
        />
        <ExcessPayers payers={refunds.excess} state={state} />
      </div>
    </OpsFrame>
  );
});

function AttemptFacts({ attempt }: { attempt: Attempt }) {
  return (
    <dl class="facts">
      <dt>Почему ждет</dt>
      <dd>{attempt.reason === null ? "—" : paymentReason(attempt.reason)}</dd>
      <dt>Плательщик</dt>
      <dd>
        <a href={`/ops/people/${attempt.payerId}`}>{fullName(attempt)}</a>
      </dd>
      <dt>Сумма</dt>
      <dd class="nb">{formatRoubles(attempt.amountKopecks)}</dd>
      <dt>Счета</dt>
      <dd>
        {attempt.invoices.map((invoice) => (
          <div key={invoice.id}>
            {numbered(invoice.id)}: {formatRoubles(invoice.amountKopecks)}, сейчас не&nbsp;оплачено
            {" "}
            <span class="nb">{formatRoubles(invoice.owedKopecks)}</span>
          </div>
        ))}
      </dd>
      <dt>Начат</dt>
      <dd>{formatDateTime(attempt.createdAt, attempt.timeZone)}</dd>
      <dt>Номер в банке</dt>
      <dd>{attempt.providerId === null ? "нет" : <code>{attempt.providerId}</code>}</dd>
      <dt>Номер заказа</dt>
      <dd>
        <code>{attempt.id}</code>
      </dd>
    </dl>
  );
}

interface FindingFormProps {
  attempt: Attempt;
  typed: Typed | null;
  errors: readonly FieldError[];
  csrf: string;
}

function FindingForm({ attempt, typed, errors, csrf }: FindingFormProps) {
  const fields = fieldsOf(attempt);
  return (
    <form class="form" method="post" action="/ops/payments" novalidate>
      <CsrfField token={csrf} />
      <input type="hidden" name="attempt" value={attempt.id} />
      <RadioField
        name={fields.decision}
        label="Что в банке"
        value={typed?.decision}
        error={errorOf(errors, fields.decision)}
        required
        options={[
          {
            value: "paid",
            title: "Деньги пришли",
            hint: "Закроем ими счета; что сверх долга, запишем за плательщиком",
          },
          {
            value: "unpaid",
            title: "Денег нет",
            hint: "Не списаны или возвращены плательщику",
          },
        ]}
      />
      <DateField
        name={fields.date}
        label="День списания"
        hint="Если деньги пришли. По часам работодателя: день и время решают, успел ли человек в срок"
        value={typed?.date}
        error={errorOf(errors, fields.date)}
      />
      <TextField
        name={fields.time}
        label="Время списания"
        hint="чч:мм, например 09:30"
        width="short"
        autocomplete="off"
        value={typed?.time}
        error={errorOf(errors, fields.time)}
      />
      <TextArea
        name={fields.reason}
        label="Откуда вы это знаете"
        hint="Увидит тот, кто подтверждает. Останется в журнале вместе с вашим именем"
        value={typed?.reason}
        error={errorOf(errors, fields.reason)}
        required
      />
      <SubmitButton tone="quiet">Предложить</SubmitButton>
    </form>
  );
}
