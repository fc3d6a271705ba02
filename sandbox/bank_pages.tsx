import type { StoredPayment } from "./bank.ts";
import type { StoredRefund } from "./refunds.ts";
import { pageResponse, roublesText, Time } from "./page.tsx";

interface PaymentPage {
  payment: StoredPayment;
  zone: string;
}

/** Where the person decides, or learns what was decided. */
export function paymentPage({ payment, zone }: PaymentPage): Response {
  return pageResponse({
    title: `Оплата ${roublesText(payment.request.amount.value)}`,
    house: "bank",
    formTarget: payment.request.confirmation.return_url,
    main: payment.status === "pending"
      ? <Choice payment={payment} />
      : <Outcome payment={payment} zone={zone} />,
  });
}

function Choice({ payment }: { payment: StoredPayment }) {
  const { request } = payment;
  const items = request.receipt?.items ?? [];
  return (
    <>
      <h1>Оплата</h1>
      <p class="sum">{roublesText(request.amount.value)}</p>
      <dl>
        <dt>Получатель</dt>
        <dd>Страховая компания, кабинет «Пятая часть»</dd>
        <dt>Назначение</dt>
        <dd>{unbroken(request.description ?? "Не указано")}</dd>
      </dl>
      {items.length > 0 && (
        <table>
          <caption>В чеке</caption>
          <thead>
            <tr>
              <th scope="col">За что</th>
              <th scope="col" class="number">Сумма</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr>
                <td>{unbroken(item.description)}</td>
                <td class="number">{roublesText(item.amount.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <form method="post" action={`/bank/pay/${payment.id}`}>
        <fieldset>
          <legend>Чем оплатить</legend>
          <label>
            <input type="radio" name="method" value="sbp" checked />СБП
          </label>
          <label>
            <input type="radio" name="method" value="bank_card" />Банковская карта
          </label>
        </fieldset>
        <p class="note">Номер карты не нужен: банк учебный, деньги не списываются.</p>
        <p class="buttons">
          <button type="submit" name="decision" value="pay">Оплатить</button>
          <button type="submit" name="decision" value="cancel" class="quiet">Отказаться</button>
        </p>
      </form>
    </>
  );
}

function Outcome({ payment, zone }: PaymentPage) {
  const { request } = payment;
  return (
    <>
      <h1>{outcomeOf(payment)}</h1>
      <p class="sum">{roublesText(request.amount.value)}</p>
      {payment.capturedAt !== null && (
        <p>
          Деньги получены <Time at={payment.capturedAt} zone={zone} />.
        </p>
      )}
      <p>
        <a href={request.confirmation.return_url}>Вернуться в кабинет</a>
      </p>
    </>
  );
}

function outcomeOf({ status, cancelReason }: StoredPayment): string {
  if (status === "succeeded") return "Оплачено";
  if (status === "waiting_for_capture") return "Деньги удержаны";
  if (status === "pending") return "Ждет оплаты";
  return cancelReason === "expired_on_confirmation" ? "Время на оплату вышло" : "Платеж отменен";
}

/** Keeps a number beside its sign. */
function unbroken(text: string): string {
  return text.replaceAll("№ ", "№\u00a0");
}

const REFUNDS: Record<StoredRefund["status"], string> = {
  pending: "в\u00a0работе",
  succeeded: "деньги вернулись плательщику",
  canceled: "отклонен",
};

/** What the bank has, newest first. */
export function paymentsPage(
  { payments, refunds, zone }: { payments: StoredPayment[]; refunds: StoredRefund[]; zone: string },
) {
  return pageResponse({
    title: "Платежи банка",
    house: "sandbox",
    main: (
      <>
        <h1>Платежи банка</h1>
        {payments.length === 0
          ? <p>Платежей нет. Появится первый, когда в кабинете нажмут «Оплатить».</p>
          : (
            <ul class="rows" data-live="payments">
              {payments.slice(-100).reverse().map((payment) => (
                <li>
                  <a href={`/bank/pay/${payment.id}`}>
                    {roublesText(payment.request.amount.value)}
                  </a>
                  <p>{outcomeOf(payment)}. {payment.request.description}</p>
                  {refunds.filter((one) => one.request.payment_id === payment.id).map((one) => (
                    <p key={one.id}>
                      Возврат {roublesText(one.request.amount.value)}: {REFUNDS[one.status]}
                    </p>
                  ))}
                  <p class="note">
                    <Time at={payment.createdAt} zone={zone} />
                  </p>
                </li>
              ))}
            </ul>
          )}
      </>
    ),
  });
}
