import type { LocalDate } from "../domain/local_date.ts";
import { dayAndYear } from "../domain/russian.ts";

export interface ConsequencesProps {
  dueOn: LocalDate;
  today: LocalDate;
}

/** What changes after the term if the invoice stays unpaid, and what does not. */
export function Consequences({ dueOn, today }: ConsequencesProps) {
  const after = `После ${dayAndYear(dueOn, today)}`;
  return (
    <table class="table">
      <caption class="vh">Если не&nbsp;оплатить счет</caption>
      <thead>
        <tr>
          <th scope="col">Помощь</th>
          <th scope="col">Сейчас</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Плановый прием</th>
          <td>да</td>
          <td>нет</td>
        </tr>
        <tr>
          <th scope="row">Экстренная помощь</th>
          <td>да</td>
          <td>
            <b>да</b>
          </td>
        </tr>
      </tbody>
    </table>
  );
}
