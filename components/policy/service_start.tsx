import { type CalendarData, calendarOf, describeDayOff } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { formatDate } from "../../domain/russian.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";
import { Notice } from "../page/notice.tsx";
import { unbroken } from "../page/text.ts";

export interface ServiceStartProps {
  consentedOn: LocalDate;
  /** As it was promised at consent. */
  activeFrom: LocalDate;
  region: string | null;
  calendar: CalendarData;
  today: LocalDate;
  /** The consent has just been given on this page. */
  fresh: boolean;
}

/** From which day service is open, and why that day. */
export function ServiceStart(props: ServiceStartProps) {
  const { consentedOn, activeFrom, region, calendar, today, fresh } = props;
  const { skipped, date, provisional } = nextWorkingDay(calendarOf(calendar, region), consentedOn);
  const open = activeFrom <= today;
  const verb = open ? "открыто" : "откроется";
  return (
    <Notice
      tone={open || fresh ? "done" : "info"}
      title={unbroken(`Обслуживание ${verb} с\u00a0${formatDate(activeFrom)}`)}
      {...(fresh ? { role: "status" as const } : {})}
    >
      <p>
        Согласие получено {unbroken(formatDate(consentedOn))}. {date === activeFrom
          ? "Обслуживание начинается со следующего рабочего дня."
          : "Обслуживание начинается не раньше первого дня полиса."}
      </p>
      {skipped.length > 0 && date === activeFrom && (
        <>
          <p>Эти дни пропустили:</p>
          <ul>
            {skipped.map((day) => <li key={day.date}>{describeDayOff(day)}</li>)}
          </ul>
        </>
      )}
      {provisional && (
        <p>
          Календарь этого года еще не утвержден. Обещанный день позже не станет.
        </p>
      )}
      {!open && <p>До этого дня клиника еще не примет вас по программе.</p>}
    </Notice>
  );
}
