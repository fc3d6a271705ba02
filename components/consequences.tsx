import type { LocalDate } from "../domain/local_date.ts";
import { dayAndYear } from "../domain/russian.ts";

export interface ConsequencesProps {
  dueOn: LocalDate;
  today: LocalDate;
}

/** What the term's end takes away while the invoice is unpaid, what it leaves, what payment brings back. */
export function Consequences({ dueOn, today }: ConsequencesProps) {
  const over = today > dueOn;
  const then = over ? "После оплаты" : `После ${dayAndYear(dueOn, today)}`;
  return (
    <table class="table">
      <caption class="vh">{over ? "Что вернет оплата" : "Если не\u00a0оплатить счет"}</caption>
      <thead>
        <tr>
          <th scope="col">Помощь</th>
          <th scope="col">Сейчас</th>
          <th scope="col">{then}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Плановый прием</th>
          <td>{over ? "нет" : "да"}</td>
          <td>{over ? <b>да</b> : "нет"}</td>
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
