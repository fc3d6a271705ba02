import {
  Checkbox,
  CsrfField,
  DateField,
  errorOf,
  type FieldError,
  SubmitButton,
  TextField,
} from "../../../components/page/form.tsx";
import { Sign } from "../../../components/page/sign.tsx";
import { MARK_WORDS } from "../../../domain/employer_report_words.ts";
import { formatRoubles, roublesAndKopecks, sum } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { counted, dayAndYear, numbered } from "../../../domain/russian.ts";
import type { OpenDebt, TypedPayment } from "./employer_payment_entry.ts";

export interface PaymentFormProps {
  debts: readonly OpenDebt[];
  typed: TypedPayment;
  errors: readonly FieldError[];
  action: string;
  csrf: string;
}

/** Order, day and sum, and what of it is for whom. */
export function PaymentForm({ debts, typed, errors, action, csrf }: PaymentFormProps) {
  const owed = sum(debts.map(({ owedKopecks }) => owedKopecks));
  return (
    <form class="stack" method="post" action={action} novalidate>
      <div class="form">
        <CsrfField token={csrf} />
        <TextField
          name="order"
          label="Номер платежного поручения"
          autocomplete="off"
          width="short"
          value={typed.order}
          error={errorOf(errors, "order")}
          required
        />
        <DateField
          name="received"
          label="Когда деньги поступили"
          hint="Этим днем счета будут оплачены"
          value={typed.receivedOn}
          error={errorOf(errors, "received")}
          required
        />
        <TextField
          name="amount"
          label="Сумма поступления, ₽"
          inputmode="decimal"
          autocomplete="off"
          width="short"
          value={typed.amount}
          error={errorOf(errors, "amount")}
          required
        />
        <Checkbox name="all" checked={typed.all} hint="Тогда отмечать ниже ничего не нужно">
          За все счета списка целиком: {counted(debts.length, ["счет", "счета", "счетов"])} на{" "}
          <span class="nb">{formatRoubles(owed)}</span>
        </Checkbox>
      </div>
      <Debts debts={debts} typed={typed} errors={errors} />
      <div class="form">
        <SubmitButton>Записать поступление</SubmitButton>
      </div>
    </form>
  );
}

function Debts({ debts, typed, errors }: Pick<PaymentFormProps, "debts" | "typed" | "errors">) {
  const unchosen = errorOf(errors, "debts");
  return (
    <>
      {unchosen && (
        <p class="error">
          <Sign kind="triangle" />
          <span>
            <span class="vh">Ошибка:</span> {unchosen}
          </span>
        </p>
      )}
      <div class="region" role="region" aria-label="Счета, таблица" tabindex={0} id="debts">
        <table class="table">
          <caption class="vh">За какие счета пришли деньги</caption>
          <thead>
            <tr>
              <th scope="col">Выбрать</th>
              <th scope="col">Счет</th>
              <th scope="col">Должник</th>
              <th scope="col">Отметка</th>
              <th scope="col">Срок</th>
              <th scope="col" class="num">Осталось</th>
              <th scope="col">Пришло, ₽</th>
            </tr>
          </thead>
          <tbody>
            {debts.map((debt) => {
              const { invoiceId, owedKopecks, mark } = debt;
              const part = typed.parts.get(invoiceId);
              const whole = roublesAndKopecks(owedKopecks).replace(".", ",");
              const error = errorOf(errors, `amount-${invoiceId}`);
              return (
                <tr key={invoiceId}>
                  <td>
                    <span class="check">
                      <input
                        type="checkbox"
                        name="debt"
                        value={invoiceId}
                        checked={part?.ticked ?? false}
                        aria-label={`Деньги пришли за счет ${numbered(invoiceId)}`}
                      />
                    </span>
                  </td>
                  <td>
                    <a href={`/ops/cases/${invoiceId}`}>{numbered(invoiceId)}</a>
                  </td>
                  <td>
                    <a href={`/ops/people/${debt.payerId}`}>{fullName(debt)}</a>
                  </td>
                  <td>{mark === "none" ? "—" : MARK_WORDS[mark]}</td>
                  <td class="nb">{dayAndYear(debt.dueOn)}</td>
                  <td class="num">
                    {formatRoubles(owedKopecks)}
                    {debt.paying && <p class="small muted">платеж проверяется</p>}
                  </td>
                  <td>
                    <input
                      class="input"
                      id={`amount-${invoiceId}`}
                      name={`amount-${invoiceId}`}
                      value={part?.amount ?? whole}
                      inputmode="decimal"
                      autocomplete="off"
                      aria-label={`Пришло по счету ${numbered(invoiceId)}, ₽`}
                      aria-invalid={error ? "true" : undefined}
                    />
                    {error && <p class="error">{error}</p>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
