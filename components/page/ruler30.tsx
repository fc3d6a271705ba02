import type { TermPosition } from "./term.ts";

export interface Ruler30Props {
  position: TermPosition;
  size?: "full" | "mini";
}

const STEP = 10;
const MARK = 6;
const GROUP_GAP = 8;
const TALL = 34;
const SHORT = 24;

/**
 * The term as a ruler of working days in groups of five. The words beside it say the same. A mini
 * one stands in each row of a list: its marks of one kind are one path.
 */
export function Ruler30({ position, size = "full" }: Ruler30Props) {
  const marks = Array.from({ length: position.total }, (_, i) => i + 1);
  const width = startOf(position.total) + MARK + 2;
  return (
    <svg
      class={size === "mini" ? "ruler ruler-mini" : "ruler"}
      viewBox={`-1 -1 ${width} ${TALL + 2}`}
      aria-hidden="true"
      focusable="false"
    >
      {size === "mini"
        ? [...Map.groupBy(marks, (day) => markClass(day, position))].map(([name, days]) => (
          <path
            key={name}
            class={name}
            d={days.map((day) => outline(day, position)).join("")}
          />
        ))
        : marks.map((day) => (
          <path key={day} class={markClass(day, position)} d={outline(day, position)} />
        ))}
    </svg>
  );
}

function markClass(day: number, { begun, total, place }: TermPosition): string {
  if (day === total) return place === "after_term" ? "ruler-due ruler-due-past" : "ruler-due";
  if (isToday(day, { begun, place })) return "ruler-today";
  return day <= begun ? "ruler-past" : "ruler-next";
}

function outline(day: number, { begun, total, place }: TermPosition): string {
  const tall = day === total || isToday(day, { begun, place });
  const height = tall ? TALL : SHORT;
  return `M${startOf(day)} ${TALL - height}h${MARK}v${height}h-${MARK}z`;
}

function isToday(day: number, { begun, place }: Pick<TermPosition, "begun" | "place">): boolean {
  return place === "on_working_day" && day === begun;
}

function startOf(day: number): number {
  return (day - 1) * STEP + Math.floor((day - 1) / 5) * GROUP_GAP;
}
