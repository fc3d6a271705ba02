import { HttpError } from "fresh";
import { BackLink } from "../../../../components/layout.tsx";
import { LargeSum } from "../../../../components/money.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { formatRoubles, kopecks } from "../../../../domain/money.ts";
import { formatDateTime, numbered } from "../../../../domain/russian.ts";
import { isUuid } from "../../../../domain/uuid.ts";
import PaymentWatch from "../../../../islands/PaymentWatch.tsx";
import { defineInsured, type InsuredState } from "../../../../state.ts";
import { Frame } from "../../../(_frame)/frame.tsx";

type Attempt = NonNullable<Awaited<ReturnType<InsuredState["useCases"]["readAttempt"]>>>;

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const attempt = await readOwn(ctx.state, ctx.params["id"]);
    if (ctx.url.searchParams.has("state")) return Response.json({ state: attempt.state });
    return { data: attempt };
  },
});

async function readOwn(state: InsuredState, attemptId = ""): Promise<Attempt> {
  const { useCases, owner } = state;
  const attempt = isUuid(attemptId)
    ? await useCases.readAttempt({ attemptId, payerId: owner.personId })
    : null;
  if (attempt === null) throw new HttpError(404);
  return attempt;
}

const TITLES: Record<Attempt["state"], string> = {
  created: "Платеж проверяется",
  pending: "Платеж проверяется",
  unknown: "Пока не знаем результат",
  succeeded: "Оплачено",
  canceled: "Платеж не прошел",
};

export default defineInsured.page<typeof handler>(function Payment({ data: attempt, state, url }) {
  return (
    <Frame state={state} title={TITLES[attempt.state]} active="invoices" width="narrow">
      <BackLink href="/invoices">Вернуться к&nbsp;счетам</BackLink>
      <div class="sheet">
        {url.searchParams.has("busy") && (
          <Notice tone="warn" title="Часть этих счетов уже оплачивается">
            <p>Закончите этот платеж, потом оплатите остальные.</p>
          </Notice>
        )}
        <Outcome attempt={attempt} />
        <table class="table">
          <caption class="vh">Счета в&nbsp;этом платеже</caption>
          <thead>
            <tr>
              <th scope="col">Счет</th>
              <th scope="col" class="num">Сумма</th>
            </tr>
          </thead>
          <tbody>
            {attempt.allocations.map((part) => (
              <tr key={part.invoiceId}>
                <td>
                  <a href={`/invoices/${part.invoiceId}`}>Счет {numbered(part.invoiceId)}</a>
                  {attempt.state === "succeeded" && (
                    <p class="small">
                      <a href={`/invoices/${part.invoiceId}/file`}>
                        Файл (xlsx)<span class="vh">, счет {numbered(part.invoiceId)}</span>
                      </a>
                    </p>
                  )}
                </td>
                <td class="num">{formatRoubles(kopecks(part.amountKopecks))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Frame>
  );
});

function Outcome({ attempt }: { attempt: Attempt }) {
  const amount = kopecks(attempt.amountKopecks);
  switch (attempt.state) {
    case "succeeded":
      return (
        <>
          <h1>Оплачено {formatRoubles(amount)}</h1>
          {attempt.capturedAt && (
            <p>
              {formatDateTime(attempt.capturedAt, attempt.timeZone)}. Напоминаний по&nbsp;этим
              счетам больше не&nbsp;будет, чек придет на&nbsp;почту.
            </p>
          )}
        </>
      );
    case "canceled":
      return (
        <>
          <h1>Платеж не&nbsp;прошел</h1>
          <p>
            Деньги не&nbsp;списаны. Счета ждут оплаты <a href="/invoices">в&nbsp;«Моих счетах»</a>.
          </p>
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
          <PaymentWatch url={`/payments/${attempt.id}?state`} state={attempt.state} />
          <p>
            Если вы оплатили, второй раз платить не&nbsp;нужно. Страницу можно закрыть.
          </p>
          <div class="actions">
            <a class="button" href={`/payments/${attempt.id}`}>Обновить</a>
            {attempt.confirmationUrl && (
              <a class="button button-quiet" href={attempt.confirmationUrl}>
                Продолжить оплату
              </a>
            )}
          </div>
        </>
      );
  }
}
