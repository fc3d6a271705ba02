import type { LocalDate } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import type { UnpaidStep } from "./if_unpaid.ts";

export interface IfUnpaidListProps {
  steps: readonly UnpaidStep[];
  today: LocalDate;
}

/** The days on which something changes while an invoice stays unpaid, each with its sums. */
export function IfUnpaidList({ steps, today }: IfUnpaidListProps) {
  return (
    <ol class="if-unpaid">
      {steps.map(({ on, title, details }) => (
        <li key={`${on} ${title}`}>
          <time datetime={on}>{dayAndYear(on, today)}</time>
          <div>
            <p>
              <b>{title}</b>
            </p>
            {details.map((detail) => <p class="muted small" key={detail}>{detail}</p>)}
          </div>
        </li>
      ))}
    </ol>
  );
}
