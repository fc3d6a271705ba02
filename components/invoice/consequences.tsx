import { servesOn } from "../../domain/franchise.ts";
import { addDays, type LocalDate } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import type { CaseHistory } from "../case/case_events.ts";
import { unbroken } from "../page/text.ts";

export interface ConsequencesProps {
  dueOn: LocalDate;
  today: LocalDate;
  /** Until when the policy serves at all. */
  service: Pick<CaseHistory, "policyEndsOn" | "consentGaps">;
}

/** The heading of {@linkcode Consequences}: no programme is promised that no payment brings back. */
export function consequencesTitle(props: ConsequencesProps): string {
  if (props.today <= props.dueOn) return "Что будет, если не\u00a0оплатить";
  return isServed(props) ? "Как вернуть программу" : "Что даст оплата";
}

/** What the term's end takes away while the invoice is unpaid, what it leaves, what payment brings back. */
export function Consequences(props: ConsequencesProps) {
  const { dueOn, today } = props;
  const over = today > dueOn;
  if (!isServed(props)) return <ServiceOver {...props} />;
  return (
    <>
      <p>
        {over
          ? "Оплатите просроченное: групповая программа вернется со\u00a0следующего рабочего дня."
          : unbroken(`До ${dayAndYear(dueOn, today)} включительно ничего не меняется.`)}
      </p>
      <ServiceTable dueOn={dueOn} today={today} />
    </>
  );
}

/** Whether there is service for the default to take, or for the payment to bring back. */
function isServed({ dueOn, today, service }: ConsequencesProps): boolean {
  return servesOn(today > dueOn ? today : addDays(dueOn, 1), service);
}

function ServiceOver({ dueOn, today, service }: ConsequencesProps) {
  const over = today > dueOn;
  const withdrawn = service.consentGaps.findLast(({ until }) => until === null);
  const lastDay = withdrawn?.lastDay ?? service.policyEndsOn;
  const ends = lastDay < today ? "закончилось" : "закончится";
  const why = withdrawn ? "согласие на франшизу отозвано" : "это последний день полиса";
  return (
    <>
      <p>
        {unbroken(
          `Обслуживание по полису ${ends} ${dayAndYear(lastDay, today)}: ${why}. Счет остается.`,
        )}
      </p>
      <p>
        {over
          ? "После оплаты проценты больше не\u00a0растут, дела о\u00a0взыскании не\u00a0будет, а\u00a0начатое закроется."
          : "Если не\u00a0оплатить в\u00a0срок, могут начисляться проценты, а\u00a0потом страховая откроет дело о\u00a0взыскании."}
        {withdrawn &&
          " Чтобы лечиться по\u00a0программе снова, нужно новое согласие в\u00a0«Моих полисах»."}
      </p>
    </>
  );
}

function ServiceTable({ dueOn, today }: Omit<ConsequencesProps, "service">) {
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
