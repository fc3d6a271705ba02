import { HttpError } from "fresh";
import { SubmitButton } from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { LargeSum } from "../../../../components/page/money.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { Receipt } from "../../../../components/payment/receipt.tsx";
import { unbroken } from "../../../../components/page/text.ts";
import { localDateOf, yearOf } from "../../../../domain/local_date.ts";
import { formatRoubles, kopecks } from "../../../../domain/money.ts";
import { formatDateTime } from "../../../../domain/russian.ts";
import { isUuid } from "../../../../domain/uuid.ts";
import PaymentWatch from "../../../../islands/PaymentWatch.tsx";
import { defineInsured, type InsuredState } from "../../../../state.ts";
import { Frame } from "../../../(_frame)/frame.tsx";

type Payment = NonNullable<Awaited<ReturnType<InsuredState["useCases"]["openReceipt"]>>>;

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const attemptId = ctx.params["id"] ?? "";
    if (!isUuid(attemptId)) throw new HttpError(404);
    const key = { attemptId, payerId: owner.personId };
    if (ctx.url.searchParams.has("state")) {
      const attempt = await useCases.readAttempt(key);
      if (attempt === null) throw new HttpError(404);
      return Response.json({ state: attempt.state });
    }
    const payment = await useCases.openReceipt({ ...key, ip });
    if (payment === null) throw new HttpError(404);
    return { data: payment };
  },
});

const TITLES: Record<Payment["state"], string> = {
  created: "Платеж проверяется",
  pending: "Платеж проверяется",
  unknown: "Пока не знаем результат",
  succeeded: "Оплачено",
  canceled: "Платеж не прошел",
};

export default defineInsured.page<typeof handler>(function PaymentPage({ data, state, url }) {
  return (
    <Frame state={state} title={TITLES[data.state]} active="invoices" width="narrow">
      <BackLink href="/invoices">Вернуться к&nbsp;счетам</BackLink>
      <div class="sheet">
        {url.searchParams.has("busy") && (
          <Notice tone="warn" title="Часть этих счетов уже оплачивается">
            <p>Закончите этот платеж, потом оплатите остальные.</p>
          </Notice>
        )}
        <Outcome payment={data} />
        <Receipt {...data} payer={state.owner} />
        <nav class="links" aria-label="Другие платежи">
          <a class="link" href="/payments">Все платежи</a>
          {data.capturedAt && data.excessKopecks < data.amountKopecks && (
            <a
              class="link"
              href={`/statement/${yearOf(localDateOf(data.capturedAt, data.timeZone))}`}
            >
              Выписка для вычета
            </a>
          )}
        </nav>
      </div>
    </Frame>
  );
});

function Outcome({ payment }: { payment: Payment }) {
  const amount = kopecks(payment.amountKopecks);
  switch (payment.state) {
    case "succeeded":
      return (
        <>
          <h1>
            Оплачено <span class="nb">{formatRoubles(amount)}</span>
          </h1>
          {payment.capturedAt && (
            <p>
              {unbroken(formatDateTime(payment.capturedAt, payment.timeZone))}. Напоминаний
              по&nbsp;этим счетам больше не&nbsp;будет, чек придет на&nbsp;почту.
            </p>
          )}
        </>
      );
    case "canceled":
      return (
        <>
          <h1>Платеж не&nbsp;прошел</h1>
          <LargeSum amount={amount} />
          <p>
            {refusal(payment.reason)}Деньги не&nbsp;списаны. Счета ждут оплаты{" "}
            <a href="/invoices">в&nbsp;«Моих счетах»</a>.
          </p>
          <form class="actions" method="get" action="/invoices/pay">
            {payment.invoices.map(({ invoiceId }) => (
              <input key={invoiceId} type="hidden" name="invoice" value={invoiceId} />
            ))}
            <SubmitButton>Оплатить снова</SubmitButton>
          </form>
        </>
      );
    case "unknown":
      return (
        <>
          <h1>Пока не&nbsp;знаем результат</h1>
          <LargeSum amount={amount} />
          <p>
            Банк не&nbsp;ответил вовремя. Второй раз платить не&nbsp;нужно: сотрудник страховой
            проверит платеж и&nbsp;мы напишем.
          </p>
        </>
      );
    case "created":
    case "pending":
      return (
        <>
          <h1>Платеж проверяется</h1>
          <LargeSum amount={amount} />
          <PaymentWatch url={`/payments/${payment.id}?state`} state={payment.state} />
          <p>
            Если вы оплатили, второй раз платить не&nbsp;нужно. Страницу можно закрыть.
          </p>
          <div class="actions">
            <a class="button" href={`/payments/${payment.id}`}>Обновить</a>
            {payment.confirmationUrl && (
              <a class="button button-quiet" href={payment.confirmationUrl}>
                Продолжить оплату
              </a>
            )}
          </div>
        </>
      );
  }
}

/** The bank's reasons that help a payer to do better next time. */
const REFUSALS: Record<string, string> = {
  expired_on_confirmation: "Оплату не\u00a0подтвердили вовремя. ",
  general_decline: "Банк отказал и\u00a0не\u00a0объяснил почему. ",
  insufficient_funds: "На\u00a0карте не\u00a0хватило денег. ",
};

function refusal(reason: string | null): string {
  return reason !== null && Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason]! : "";
}
