import { describeDayOff } from "../../domain/calendar.ts";
import { type SettledBy, settledText } from "../../domain/invoice.ts";
import { addDays, dayOfMonth, dayOfWeek, type LocalDate } from "../../domain/local_date.ts";
import { dayAndMonth, dayAndYear, ordinal } from "../../domain/russian.ts";
import { unbroken } from "./text.ts";
import { type TermDay, type TermPosition, termPosition } from "./term.ts";
import { TermSentence } from "./term_sentence.tsx";

export interface Calendar30Props {
  publishedOn: LocalDate;
  /** From `termDays`; the last one is the due day. */
  days: readonly TermDay[];
  today: LocalDate;
  /** Where the days off come from: «Статья 112 ТК РФ, постановление № 1335 …» */
  source: string;
  /** The last day before staff moved it; left out where the term is counted by the calendar. */
  postponedFrom?: LocalDate | null;
  /** When it was settled: the count then stands still on that day. Left out while it is owed. */
  settled?: { by: SettledBy; on: LocalDate } | null;
}

const WEEK = [
  ["пн", "понедельник"],
  ["вт", "вторник"],
  ["ср", "среда"],
  ["чт", "четверг"],
  ["пт", "пятница"],
  ["сб", "суббота"],
  ["вс", "воскресенье"],
] as const;

/** «Почему до 29 мая»: the conclusion, then every day that was counted or passed over, and why. */
export function Calendar30(props: Calendar30Props) {
  const { publishedOn, days, today, source, postponedFrom = null, settled = null } = props;
  const position = termPosition(days, settled?.on ?? today);
  const due = position.dueOn;
  const named = describeDaysOff(days);
  return (
    <section class="section" aria-labelledby="why-date">
      <h2 id="why-date">Почему до&nbsp;{unbroken(dayAndYear(due, today))}</h2>
      <p>
        Счет выставлен {unbroken(dayAndYear(publishedOn, today))}. {postponedFrom === null
          ? `Считаем ${position.total}\u00a0рабочих дней со\u00a0следующего рабочего дня.`
          : `Срок был до\u00a0${
            unbroken(dayAndYear(postponedFrom, today))
          }, страховщик перенес его.`} {settled === null
          ? <TermSentence position={position} today={today} />
          : settledSentence(position, { settled, today })}.
      </p>
      <DaysTable
        publishedOn={publishedOn}
        days={days}
        marked={settled === null
          ? { date: today, word: "сегодня" }
          : { date: settled.on, word: SETTLED_WORDS[settled.by] }}
      />
      {named.length > 0 && (
        <ul class="plain-list small" aria-label="Праздники и переносы">
          {named.map((line) => <li key={line}>{line}</li>)}
        </ul>
      )}
      {days.some((day) => day.provisional) && (
        <p class="small">
          Срок предварительный: переносы выходных на&nbsp;часть этих дней еще не&nbsp;утверждены.
          Если они изменят срок, он станет только позже, и&nbsp;мы об&nbsp;этом напишем.
        </p>
      )}
      <p class="small muted">Источник: {source}</p>
    </section>
  );
}

const SETTLED_WORDS: Readonly<Record<SettledBy, string>> = {
  payment: "оплачен",
  credit: "оплачен зачетом",
  part_forgiven: "остаток списан",
  forgiving: "списан",
  correction: "исправлен",
};

/** «Оплачен 12 мая, в 17-й рабочий день из 30». */
function settledSentence(
  { begun, total, place }: TermPosition,
  { settled, today }: { settled: { by: SettledBy; on: LocalDate }; today: LocalDate },
): string {
  const told = settledText(settled.by, unbroken(dayAndYear(settled.on, today)));
  if (settled.by === "correction") return told;
  switch (place) {
    case "on_working_day":
      return `${told}, в\u00a0${ordinal(begun)}\u00a0рабочий день из\u00a0${total}`;
    case "after_term":
      return `${told}, после срока`;
    case "before_first":
    case "on_day_off":
      return told;
  }
}

/** What is no plain weekend; neighbours of one name share a line: «1–6 января — Новогодние каникулы». */
function describeDaysOff(days: readonly TermDay[]): string[] {
  const lines: { from: LocalDate; to: LocalDate; text: string; name: string | null }[] = [];
  for (const day of days) {
    if (day.reason === null || day.kind === "weekend") continue;
    const text = describeDayOff({ date: day.date, reason: day.reason });
    const name = day.kind === "holiday" ? holidayName(text) : null;
    const last = lines.at(-1);
    if (last && name && last.name === name && addDays(last.to, 1) === day.date) last.to = day.date;
    else lines.push({ from: day.date, to: day.date, text, name });
  }
  return lines.map(({ from, to, text, name }) =>
    unbroken(from === to ? text : `${dayOfMonth(from)}–${dayAndMonth(to)} — ${name}`)
  );
}

/** «День Победы» of «9 мая — День Победы (суббота)». */
function holidayName(text: string): string {
  return text.replace(/^.*? — /, "").replace(/ \((?:суббота|воскресенье)\)$/, "");
}

interface DaysTableProps extends Pick<Calendar30Props, "publishedOn" | "days"> {
  /** Where the count stands: today, or the day of payment. */
  marked: Mark;
}

interface Mark {
  date: LocalDate;
  /** For the ear. */
  word: string;
}

function DaysTable({ publishedOn, days, marked }: DaysTableProps) {
  const cells = cellsOf({ publishedOn, days, marked });
  const first = days.find((day) => day.working)?.date ?? publishedOn;
  const last = days.at(-1)?.date ?? publishedOn;
  return (
    <table class="calendar">
      <caption>
        Рабочие дни с&nbsp;{unbroken(dayAndMonth(first))} по&nbsp;{unbroken(dayAndMonth(last))}
      </caption>
      <thead>
        <tr>
          {WEEK.map(([short, full]) => (
            <th key={short} scope="col">
              <abbr title={full}>{short}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(cells).map((week, i) => <tr key={i}>{week.map(DayCell)}</tr>)}
      </tbody>
    </table>
  );
}

interface Cell {
  date: LocalDate;
  classes: string[];
  /** Ordinal among the term's working days; null for a day off and for the day of publication. */
  nth: number | null;
  /** For the ear only. */
  note: string;
  /** For the eye too: «счет». */
  visibleNote: string | null;
  month: string | null;
}

function cellsOf({ publishedOn, days, marked }: DaysTableProps): Cell[] {
  const due = days.at(-1)?.date;
  let nth = 0;
  const term = days.map((day): Cell => ({
    date: day.date,
    classes: classesOf(day, { marked, due }),
    nth: day.working ? ++nth : null,
    note: noteOf(day, { marked, due }),
    visibleNote: day.kind === "working_weekend" ? "рабочий" : null,
    month: dayOfMonth(day.date) === 1 ? shortMonth(day.date) : null,
  }));
  const start: Cell = {
    date: publishedOn,
    classes: publishedOn === marked.date ? ["day-start", "day-today"] : ["day-start"],
    nth: null,
    note: publishedOn === marked.date ? ` выставлен, ${marked.word}` : " выставлен",
    visibleNote: "счет",
    month: shortMonth(publishedOn),
  };
  return [start, ...term];
}

interface Milestones {
  marked: Mark;
  due: LocalDate | undefined;
}

function classesOf(day: TermDay, { marked, due }: Milestones): string[] {
  const classes: string[] = [];
  if (!day.working) classes.push("day-off");
  else if (day.date < marked.date) classes.push("day-past");
  if (day.date === due) classes.push("day-due");
  if (day.date === marked.date) classes.push("day-today");
  return classes;
}

function noteOf(day: TermDay, { marked, due }: Milestones): string {
  const notes = [
    day.working ? "-й рабочий день" : day.reason ?? "выходной",
    day.date === marked.date ? marked.word : "",
    day.date === due ? "последний день оплаты" : "",
  ];
  return notes.filter(Boolean).join(", ");
}

function DayCell(cell: Cell | null, column: number) {
  if (cell === null) return <td key={column} class="day-none"></td>;
  return (
    <td key={column} class={cell.classes.join(" ") || undefined}>
      <time dateTime={cell.date}>
        {dayOfMonth(cell.date)}
        {cell.month && (
          <>
            {" "}
            <span>{cell.month}</span>
          </>
        )}
      </time>
      {cell.visibleNote && <span class="day-note">{cell.visibleNote}</span>}
      {cell.nth === null ? <span class="vh">{cell.note}</span> : (
        <b class="nth">
          {cell.nth}
          <span class="vh">{cell.note}</span>
        </b>
      )}
    </td>
  );
}

/** Rows of seven, Monday first; null where the week has days outside the term. */
function weeksOf(cells: readonly Cell[]): (Cell | null)[][] {
  const byDate = new Map(cells.map((cell) => [cell.date, cell]));
  const first = cells[0]?.date;
  const last = cells.at(-1)?.date;
  if (!first || !last) return [];
  const weeks: (Cell | null)[][] = [];
  for (let monday = addDays(first, 1 - dayOfWeek(first)); monday <= last;) {
    const start = monday;
    weeks.push(WEEK.map((_, i) => byDate.get(addDays(start, i)) ?? null));
    monday = addDays(monday, 7);
  }
  return weeks;
}

/** `апр`; «мая» stays whole. */
function shortMonth(date: LocalDate): string {
  return dayAndMonth(date).split(" ")[1]?.slice(0, 3) ?? "";
}
