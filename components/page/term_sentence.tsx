import type { LocalDate } from "../../domain/local_date.ts";
import { type TermPosition, termSentence } from "./term.ts";

export interface TermSentenceProps {
  position: TermPosition;
  today: LocalDate;
}

/** `termSentence` as markup: «21-й рабочий день» never breaks at its hyphen. */
export function TermSentence({ position, today }: TermSentenceProps) {
  const [before = "", nth, after] = termSentence(position, today).split(/(\d+-й\s\S+)/);
  return nth
    ? (
      <>
        {before}
        <span class="nb">{nth}</span>
        {after}
      </>
    )
    : <>{before}</>;
}
