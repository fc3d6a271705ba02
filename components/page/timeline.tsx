import type { ComponentChildren } from "preact";
import type { LocalDate } from "../../domain/local_date.ts";
import { counted, dayAndMonth, dayAndYear } from "../../domain/russian.ts";

export interface PastEvent {
  on: LocalDate;
  /** «14:05», where the hour matters. */
  time?: string;
  title: string;
  /** Reasons and outcomes, a line each. */
  details?: readonly string[];
  link?: { href: string; title: string };
}

export interface CurrentEvent {
  /** «Ждем вашу оплату» */
  title: string;
  detail?: ComponentChildren;
}

export interface ComingEvent {
  on: LocalDate;
  title: string;
  /** Begins with «Потому что» or, for what may not happen, «Если». */
  why: string;
  details?: readonly string[];
  /** `late` for what one would rather avert. */
  tone?: "plain" | "late";
}

export interface Story {
  past: readonly PastEvent[];
  /** Null when the case has ended. */
  now: CurrentEvent | null;
  next: readonly ComingEvent[];
  today: LocalDate;
}

export interface TimelineProps extends Story {
  /** How many of the past events stand open; two unless told. */
  shownPast?: number;
}

const SHOWN_PAST = 2;

/** «Что было и что будет»: time runs down, the latest past events stand open, earlier ones fold. */
export function Timeline({ past, now, next, today, shownPast = SHOWN_PAST }: TimelineProps) {
  // The line that unfolds one event is as high as the event.
  const folded = past.length > shownPast + 1 ? past.slice(0, -shownPast) : [];
  const shown = past.slice(folded.length);
  return (
    <section class="timeline" aria-labelledby="case-title">
      <h2 id="case-title">Что было и&nbsp;что будет</h2>
      {folded.length > 0 && (
        <details class="case-earlier">
          <summary>Раньше: {counted(folded.length, ["событие", "события", "событий"])}</summary>
          <ol class="case">
            {folded.map((event, i) => <Past key={i} event={event} today={today} />)}
          </ol>
        </details>
      )}
      <ol class="case">
        {shown.map((event, i) => <Past key={i} event={event} today={today} />)}
        {now && (
          <li class="case-item case-now" aria-current="step">
            <SquareDot />
            <p class="case-when">Сейчас</p>
            <div>
              <h3>{now.title}</h3>
              {now.detail && <div>{now.detail}</div>}
            </div>
          </li>
        )}
        {next.map((event, i) => <Coming key={i} event={event} today={today} />)}
      </ol>
    </section>
  );
}

function Past({ event, today }: { event: PastEvent; today: LocalDate }) {
  return (
    <li class="case-item case-past">
      <SquareDot />
      <When on={event.on} time={event.time} today={today} />
      <div>
        <p>{event.title}</p>
        <Details lines={event.details} />
        {event.link && (
          <p class="why">
            <a href={event.link.href}>{event.link.title}</a>
          </p>
        )}
      </div>
    </li>
  );
}

function Coming({ event, today }: { event: ComingEvent; today: LocalDate }) {
  return (
    <li class={event.tone === "late" ? "case-item case-next case-late" : "case-item case-next"}>
      <svg class="case-dot" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        <circle cx="6" cy="6" r="5" />
      </svg>
      <When on={event.on} today={today} />
      <div>
        <p class="case-name">{event.title}</p>
        <p class="why">{event.why}</p>
        <Details lines={event.details} />
      </div>
    </li>
  );
}

function Details({ lines = [] }: { lines?: readonly string[] | undefined }) {
  return <>{lines.map((line, i) => <p class="why" key={i}>{line}</p>)}</>;
}

function SquareDot() {
  return (
    <svg class="case-dot" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <rect width="12" height="12" />
    </svg>
  );
}

interface WhenProps {
  on: LocalDate;
  time?: string | undefined;
  today: LocalDate;
}

function When({ on, time, today }: WhenProps) {
  const [day, month] = dayAndMonth(on).split(" ");
  const year = dayAndYear(on, today).slice(dayAndMonth(on).length);
  return (
    <p class="case-when">
      <time dateTime={time ? `${on} ${time}` : on}>
        {day}&nbsp;{month?.slice(0, 3)}
        {year}
        {time && (
          <>
            {" "}
            <span class="case-time">{time}</span>
          </>
        )}
      </time>
    </p>
  );
}
