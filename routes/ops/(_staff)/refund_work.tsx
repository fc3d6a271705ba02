import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import {
  CsrfField,
  errorOf,
  type FieldError,
  RadioField,
  SubmitButton,
  TextArea,
} from "../../../components/page/form.tsx";
import { paymentReason } from "../../../components/payment/payment_words.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { formatDateTime } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { reasonErrors } from "./reason_errors.ts";
import { mayAct, mayLook } from "./staff_access.ts";

export type RefundWork = Awaited<ReturnType<StaffState["useCases"]["readRefundWork"]>>;
type Refund = RefundWork["unknown"][number];

/** One refund's form as it was sent. */
export interface TypedRefund {
  refundId: string;
  decision: string;
  reason: string;
}

/** Names of a refund's fields: the page shows several forms, and ids may not repeat. */
function fieldsOf({ id }: { id: string }) {
  return { decision: `refund-decision-${id}`, reason: `refund-reason-${id}` };
}

export function typedRefundFor(refund: Refund, form: FormData): TypedRefund {
  const fields = fieldsOf(refund);
  return {
    refundId: refund.id,
    decision: formText(form, fields.decision),
    reason: formText(form, fields.reason),
  };
}

export function refundErrors({ refundId, decision, reason }: TypedRefund): FieldError[] {
  const fields = fieldsOf({ id: refundId });
  return [
    ...decision === "returned" || decision === "kept"
      ? []
      : [{ field: fields.decision, message: "Выберите, вернулись ли деньги" }],
    ...reasonErrors(reason, { field: fields.reason, missing: "Напишите, откуда вы это знаете" }),
  ];
}

interface UnknownRefundsProps {
  refunds: readonly Refund[];
  typed: TypedRefund | null;
  errors: readonly FieldError[];
  state: StaffState;
}

/** Refunds of which the bank has given no clear answer, each with the form that says what was found. */
export function UnknownRefunds({ refunds, typed, errors, state }: UnknownRefundsProps) {
  return (
    <>
      {refunds.map((refund) => (
        <section class="stack" aria-labelledby={`refund-${refund.id}`} key={refund.id}>
          <h2 id={`refund-${refund.id}`}>
            Возврат: {fullName(refund)},{" "}
            <span class="nb">{formatRoubles(refund.amountKopecks)}</span>
          </h2>
          <dl class="facts">
            <dt>Почему ждет</dt>
            <dd>{refund.reason === null ? "—" : paymentReason(refund.reason)}</dd>
            <dt>Плательщик</dt>
            <dd>
              <a href={`/ops/people/${refund.payerId}`}>{fullName(refund)}</a>
            </dd>
            <dt>Решен</dt>
            <dd>{formatDateTime(refund.createdAt, refund.timeZone)}</dd>
            <dt>Платеж в банке</dt>
            <dd>
              <code>{refund.paymentId}</code>
            </dd>
            <dt>Возврат в банке</dt>
            <dd>{refund.providerId === null ? "нет" : <code>{refund.providerId}</code>}</dd>
            <dt>Номер возврата</dt>
            <dd>
              <code>{refund.id}</code>
            </dd>
          </dl>
          {refund.decisionId !== null
            ? <AwaitedDecision id={refund.decisionId} />
            : mayAct(state.owner, "/ops/payments") && (
              <FindingForm
                refund={refund}
                typed={typed?.refundId === refund.id ? typed : null}
                errors={errors}
                csrf={state.csrfToken}
              />
            )}
        </section>
      ))}
    </>
  );
}

interface FindingFormProps {
  refund: Refund;
  typed: TypedRefund | null;
  errors: readonly FieldError[];
  csrf: string;
}

/** «Ждет второго сотрудника»: what was found is proposed, and nothing else can be meanwhile. */
export function AwaitedDecision({ id }: { id: number }) {
  return (
    <p>
      <a href={`/ops/decisions/${id}`}>Ждет второго сотрудника</a>
    </p>
  );
}

function FindingForm({ refund, typed, errors, csrf }: FindingFormProps) {
  const fields = fieldsOf(refund);
  return (
    <form class="form" method="post" action="/ops/payments" novalidate>
      <CsrfField token={csrf} />
      <input type="hidden" name="refund" value={refund.id} />
      <RadioField
        name={fields.decision}
        label="Что в банке"
        value={typed?.decision}
        error={errorOf(errors, fields.decision)}
        required
        options={[
          {
            value: "returned",
            title: "Деньги вернулись",
            hint: "Возврат по этому платежу на эту сумму есть",
          },
          {
            value: "kept",
            title: "Деньги не ушли",
            hint: "Возврата нет: деньги снова числятся за плательщиком, можно предложить заново",
          },
        ]}
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

/** «Лишние деньги»: who paid more than was owed, and waits to have it back. */
export function ExcessPayers(
  { payers, state }: { payers: RefundWork["excess"]; state: StaffState },
) {
  const may = mayLook(state.owner, "/ops/decisions/refund");
  return (
    <section class="stack" aria-labelledby="excess">
      <h2 id="excess">Лишние деньги</h2>
      <DataTable
        caption="Лишние деньги"
        rows={payers}
        rowKey={(payer) => payer.personId}
        empty={
          <Empty title="Возвращать нечего">
            Здесь появится, кто заплатил больше, чем должен.
          </Empty>
        }
        columns={[
          {
            key: "who",
            title: "Плательщик",
            cell: (payer) => <a href={`/ops/people/${payer.personId}`}>{fullName(payer)}</a>,
          },
          {
            key: "excess",
            title: "Пришло лишнего",
            align: "num",
            cell: (payer) => formatRoubles(payer.excessKopecks),
          },
          {
            key: "free",
            title: "С зачетами",
            align: "num",
            cell: (payer) => formatRoubles(payer.freeKopecks),
          },
          {
            key: "what",
            title: "Возврат",
            cell: ({ personId, decisionId }) =>
              decisionId !== null
                ? <a href={`/ops/decisions/${decisionId}`}>Ждет второго сотрудника</a>
                : may
                ? <a href={`/ops/decisions/refund?person=${personId}`}>Вернуть деньги</a>
                : "—",
          },
        ]}
      />
    </section>
  );
}
