import { noticeDetail } from "../../../components/case/notice_words.ts";
import { Mark } from "../../../components/page/status.tsx";
import { formatDateTime } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";

type Overview = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readEmployerOverview"]>>>;
type Letter = Overview["contacts"][number]["letter"];

/** What became of the newest report's last letter to a contact, with what is to be done. */
export function ContactLetter({ letter, zone }: { letter: Letter; zone: string }) {
  if (letter === null) return <>не&nbsp;отправляли</>;
  const { state, detail, recordedAt, finishedAt, step } = letter;
  const why = detail === null ? "" : `: ${noticeDetail(detail)}`;
  const at = formatDateTime(finishedAt ?? recordedAt, zone);
  switch (state) {
    case "sent":
      return <>{step === "formed" ? "Отчет" : "Напоминание"}, {at}</>;
    case "sending":
      return <>Отправляем, {at}</>;
    case "unknown":
      return <Mark tone="due-soon" sign="half">{`Неизвестно, дошло ли${why}`}</Mark>;
    case "failed":
      return finishedAt === null
        ? <>Пробуем еще{why}</>
        : <Mark tone="overdue" sign="triangle">{`Не дошло${why}`}</Mark>;
  }
}
