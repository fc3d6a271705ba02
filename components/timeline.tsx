import type { ComponentChildren } from "preact";
import type { LocalDate } from "../domain/local_date.ts";
import { dayAndMonth, dayAndYear, plural } from "../domain/russian.ts";

export interface PastEvent {
  on: LocalDate;
  title: string;
  detail?: ComponentChildren;
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
  detail?: ComponentChildren;
  /** `late` for what one would rather avert. */
  tone?: "plain" | "late";
}

export interface TimelineProps {
  past: readonly PastEvent[];
  /** Null when the case has ended. */
  now: CurrentEvent | null;
  next: readonly ComingEvent[];
  today: LocalDate;
}

const SHOWN_PAST = 2;

/** «Что было и что будет»: time runs down, the two latest past events stand open, earlier ones fold. */
export function Timeline({ past, now, next, today }: TimelineProps) {
  const folded = past.slice(0, -SHOWN_PAST);
  const shown = past.slice(-SHOWN_PAST);
  return (
    <section class="timeline" aria-labelledby="case-title">
      <h2 id="case-title">Что было и&nbsp;что будет</h2>
      {folded.length > 0 && (
        <details class="case-earlier">
          <summary>Раньше: {eventsCounted(folded.length)}</summary>
          <ol class="case">
            {folded.map((event) => <Past key={keyOf(event)} event={event} today={today} />)}
          </ol>
        </details>
      )}
      <ol class="case">
        {shown.map((event) => <Past key={keyOf(event)} event={event} today={today} />)}
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
        {next.map((event) => <Coming key={keyOf(event)} event={event} today={today} />)}
      </ol>
    </section>
  );
}

function Past({ event, today }: { event: PastEvent; today: LocalDate }) {
  return (
    <li class="case-item case-past">
      <SquareDot />
      <When on={event.on} today={today} />
      <div>
        <p>{event.title}</p>
        {event.detail && <div class="why">{event.detail}</div>}
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
        {event.detail && <div class="why">{event.detail}</div>}
      </div>
    </li>
  );
}

function keyOf(event: { on: LocalDate; title: string }): string {
  return `${event.on} ${event.title}`;
}

function SquareDot() {
  return (
    <svg class="case-dot" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <rect width="12" height="12" />
    </svg>
  );
}

function When({ on, today }: { on: LocalDate; today: LocalDate }) {
  const [day, month] = dayAndMonth(on).split(" ");
  const year = dayAndYear(on, today).slice(dayAndMonth(on).length);
  return (
    <p class="case-when">
      <time dateTime={on}>{day}&nbsp;{month?.slice(0, 3)}{year}</time>
    </p>
  );
}

function eventsCounted(n: number): string {
  return `${n}\u00a0${plural(n, ["событие", "события", "событий"])}`;
}
