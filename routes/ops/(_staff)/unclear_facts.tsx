import { paymentReason } from "../../../components/payment/payment_words.ts";
import { type Instant, localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { Decision } from "./decision_words.ts";

const EFFECTS = {
  paid: "Деньги закроют счета со\u00a0дня и\u00a0часа списания: если это в\u00a0срок, просрочки " +
    "не\u00a0будет. Что сверх долга, запишем за\u00a0плательщиком",
  unpaid: "Счета снова можно будет оплатить",
  returned: "Возврат будет закрыт, плательщику сообщим",
  kept: "Деньги снова будут числиться за\u00a0плательщиком: вернуть их можно будет еще раз",
} as const;

/** What the second member compares with the bank before they confirm what the first one found. */
export function UnclearFacts({ decision, now }: { decision: Decision; now: Instant }) {
  const { unclear, found, outcome, attemptId, refundId, timeZone } = decision;
  if (unclear === null || found === null) return null;
  const today = localDateOf(now, timeZone);
  const { reason, paymentId, providerId, createdAt, invoices } = unclear;
  return (
    <>
      {outcome === null && (
        <>
          <dt>Что будет</dt>
          <dd>{EFFECTS[found]}</dd>
        </>
      )}
      <dt>{outcome === null ? "Почему ждет" : "Почему ждал"}</dt>
      <dd>{reason === null ? "—" : paymentReason(reason)}</dd>
      {invoices.length > 0 && (
        <>
          <dt>Счета</dt>
          <dd>
            {invoices.map((invoice) => (
              <div key={invoice.id}>
                <a href={`/ops/cases/${invoice.id}`}>{numbered(invoice.id)}</a>:{" "}
                {formatRoubles(invoice.amountKopecks)}, сейчас не&nbsp;оплачено{" "}
                <span class="nb">{formatRoubles(invoice.owedKopecks)}</span>, срок{" "}
                <span class="nb">{dayAndYear(invoice.dueOn, today)}</span>
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>{refundId === null ? "Начат" : "Решен"}</dt>
      <dd>{formatDateTime(createdAt, timeZone)}</dd>
      <dt>Платеж в&nbsp;банке</dt>
      <dd>{paymentId === null ? "нет" : <code>{paymentId}</code>}</dd>
      {refundId !== null && (
        <>
          <dt>Возврат в&nbsp;банке</dt>
          <dd>{providerId === null ? "нет" : <code>{providerId}</code>}</dd>
        </>
      )}
      <dt>{refundId === null ? "Номер заказа" : "Номер возврата"}</dt>
      <dd>
        <code>{refundId ?? attemptId}</code>
      </dd>
    </>
  );
}
