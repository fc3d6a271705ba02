import { DEDUCTED_REST_DAYS } from "../../domain/employer_report.ts";
import { addDays, type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { Notice } from "../page/notice.tsx";
import { unbroken } from "../page/text.ts";

export interface WithheldNoticeProps {
  /** When the employer said that it had withheld the debt from pay. */
  at: Instant;
  zone: string;
  today: LocalDate;
}

/** Whoever had the debt withheld from pay is not to pay it twice, nor to wonder why it stands. */
export function WithheldNotice({ at, zone, today }: WithheldNoticeProps) {
  const on = localDateOf(at, zone);
  const rest = addDays(on, DEDUCTED_REST_DAYS);
  return (
    <Notice tone="info" title="Работодатель сообщил, что удержал этот долг из зарплаты">
      <p>
        Он отметил это{" "}
        {unbroken(dayAndYear(on, today))}. Если так и&nbsp;есть, второй раз платить не&nbsp;нужно:
        счет закроется, когда деньги придут к&nbsp;нам.
        {today <= rest && <>{" "}До&nbsp;{unbroken(dayAndYear(rest, today))} не&nbsp;напоминаем.</>}
      </p>
      <p>
        Срок счета прежний. Если он близко, узнайте в&nbsp;отделе кадров, когда переведут деньги.
      </p>
    </Notice>
  );
}
