import type { ComponentChildren } from "preact";

export interface Step {
  title: string;
  /** When it comes: «Следующий рабочий день». */
  when: string;
  text: ComponentChildren;
}

export interface FiveStepsProps {
  /** Five of them; the last is the reader's to pay. */
  steps: readonly [Step, Step, Step, Step, Step];
}

/** A franchise's life in five cells; what is the reader's own bears the marker. */
export function FiveSteps({ steps }: FiveStepsProps) {
  return (
    <ol class="five-steps">
      {steps.map(({ title, when, text }, index) => (
        <li key={title}>
          <StepCells place={index} />
          <p class="small muted">{when}</p>
          <h3>{title}</h3>
          <p>{text}</p>
        </li>
      ))}
    </ol>
  );
}

const CELLS = [0, 1, 2, 3, 4];
const STEP = 14;

/** Which cell of the five this is. */
function StepCells({ place }: { place: number }) {
  return (
    <svg
      class="step-cells"
      width="70"
      height="20"
      viewBox="-1 -1 70 20"
      aria-hidden="true"
      focusable="false"
    >
      {CELLS.map((cell) => (
        <rect
          key={cell}
          class={cell < place ? "step-past" : cell > place ? "step-next" : "step-own"}
          x={cell * STEP}
          width="10"
          height="18"
        />
      ))}
      {place === 4 && <rect class="five-share" x={place * STEP} width="10" height="18" />}
    </svg>
  );
}
