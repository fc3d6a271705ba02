import type { Instant } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../../domain/money.ts";
import type { PaymentState } from "../../domain/payment.ts";
import type { RefundState } from "../../domain/refund.ts";
import { fullName, type PersonName, shortName } from "../../domain/person_name.ts";
import { formatDateTime, numbered } from "../../domain/russian.ts";
import { Mark } from "../page/status.tsx";
import { unbroken } from "../page/text.ts";

export interface ReceiptProps {
  /** Of the attempt to pay. */
  id: string;
  state: PaymentState;
  amountKopecks: Kopecks;
  createdAt: Instant;
  /** When the bank took the money; null before that. */
  capturedAt: Instant | null;
  /** The bank's own id; null until the bank has opened the payment. */
  providerId: string | null;
  timeZone: string;
  payer: PersonName & { personId: number };
  invoices: readonly ReceiptInvoice[];
  /** Came above what was owed. */
  excessKopecks: Kopecks;
  /** What of it has gone back, or is on its way. */
  refunds: readonly ReceiptRefund[];
}

export interface ReceiptRefund {
  id: string;
  state: RefundState;
  amountKopecks: Kopecks;
  settledAt: Instant | null;
  /** The marks of the fiscal receipt of the return. */
  receipt: { documentNumber: string; storageNumber: string; attribute: string } | null;
}

export interface ReceiptInvoice {
  invoiceId: number;
  insuredId: number;
  surname: string;
  name: string;
  policyNumber: string;
  amountKopecks: Kopecks;
  postedKopecks: Kopecks;
}

/** What was paid, by whom, when and for which invoices: reads alike on the screen and on paper. */
export function Receipt(props: ReceiptProps) {
  const { state, createdAt, capturedAt, providerId, timeZone, payer } = props;
  const when = (at: Instant) => unbroken(formatDateTime(at, timeZone));
  return (
    <section class="section" aria-labelledby="receipt">
      <h2 id="receipt">
        {state === "succeeded" ? "Квитанция" : "Платеж"}{" "}
        <span class="nb">{numbered(receiptNumber(props.id))}</span>
      </h2>
      <dl class="facts">
        <dt>Состояние</dt>
        <dd>
          <PaymentStatus state={state} />
        </dd>
        <dt>Плательщик</dt>
        <dd>{fullName(payer)}</dd>
        <dt>За что</dt>
        <dd>франшиза по&nbsp;ДМС</dd>
        <dt>{capturedAt ? "Деньги списаны" : "Начат"}</dt>
        <dd>{when(capturedAt ?? createdAt)}</dd>
        {providerId && (
          <>
            <dt>Номер в&nbsp;банке</dt>
            <dd class="id">{providerId}</dd>
          </>
        )}
      </dl>
      <InvoicesTable {...props} />
      <Refunds refunds={props.refunds} when={when} />
    </section>
  );
}

/** «Возврат»: a refused one is no news to the payer, the money is theirs still. */
function Refunds(
  { refunds, when }: { refunds: readonly ReceiptRefund[]; when: (at: Instant) => string },
) {
  const shown = refunds.filter(({ state }) => state !== "canceled");
  if (shown.length === 0) return null;
  return (
    <section class="section" aria-labelledby="refund">
      <h3 id="refund">Возврат</h3>
      {shown.map(({ id, state, amountKopecks, settledAt, receipt }) => (
        <dl class="facts" key={id}>
          <dt>Сумма</dt>
          <dd>{formatRoubles(amountKopecks)}</dd>
          <dt>Состояние</dt>
          <dd>
            {state === "succeeded" && settledAt !== null
              ? `Вернули ${when(settledAt)}. Деньги придут туда, откуда вы платили`
              : "Возвращаем: ждем ответа банка, напишем"}
          </dd>
          {receipt !== null && (
            <>
              <dt>Чек возврата</dt>
              <dd>
                <span class="nb">ФД {numbered(receipt.documentNumber)},</span>{" "}
                <span class="nb">ФН {numbered(receipt.storageNumber)},</span>{" "}
                <span class="nb">ФПД {receipt.attribute}</span>
                <p class="small muted">
                  По&nbsp;этим номерам чек проверяют на&nbsp;сайте налоговой службы
                </p>
              </dd>
            </>
          )}
        </dl>
      ))}
    </section>
  );
}

function InvoicesTable(
  { state, amountKopecks, payer, invoices, excessKopecks, refunds }: ReceiptProps,
) {
  const underWay = refunds.some((refund) => refund.state !== "canceled");
  return (
    <table class="table">
      <caption class="vh">Счета в&nbsp;этом платеже</caption>
      <thead>
        <tr>
          <th scope="col">Счет</th>
          <th scope="col" class="num">Сумма</th>
        </tr>
      </thead>
      <tbody>
        {invoices.map((invoice) => (
          <tr key={invoice.invoiceId}>
            <td>
              <a href={`/invoices/${invoice.invoiceId}`}>Счет {numbered(invoice.invoiceId)}</a>
              <p class="small muted">
                Полис <span class="nb">{invoice.policyNumber}</span>
                {invoice.insuredId !== payer.personId && ` · ${shortName(invoice)}`}
              </p>
              {state === "succeeded" && (
                <p class="small screen-only">
                  <a class="get" href={`/invoices/${invoice.invoiceId}/file`}>
                    Файл (xlsx)<span class="vh">, счет {numbered(invoice.invoiceId)}</span>
                  </a>
                </p>
              )}
            </td>
            <td class="num">
              {formatRoubles(
                state === "succeeded" ? invoice.postedKopecks : invoice.amountKopecks,
              )}
            </td>
          </tr>
        ))}
        {excessKopecks > 0 && (
          <tr>
            <td>
              Сверх долга
              <p class="small muted">
                Счета уже были оплачены.{" "}
                {underWay ? "Возврат\u00a0— ниже." : "Лишнее вернем туда, откуда вы платили."}
              </p>
            </td>
            <td class="num">{formatRoubles(excessKopecks)}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Итого</th>
          <td class="num">{formatRoubles(amountKopecks)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** `7F3A-91BC`: the random end of the attempt's id, short enough to be read out on the phone. */
export function receiptNumber(attemptId: string): string {
  const end = attemptId.slice(-8).toUpperCase();
  return `${end.slice(0, 4)}-${end.slice(4)}`;
}

/** Sign and word of a payment's state, as the payer is told it. */
export function PaymentStatus({ state }: { state: PaymentState }) {
  switch (state) {
    case "created":
    case "pending":
      return <Mark tone="checking" sign="dashed">Проверяется</Mark>;
    case "unknown":
      return <Mark tone="due-soon" sign="half">Результата пока нет</Mark>;
    case "succeeded":
      return <Mark tone="paid" sign="check">Оплачено</Mark>;
    case "canceled":
      return <Mark tone="ended" sign="cross">Не прошел</Mark>;
  }
}
