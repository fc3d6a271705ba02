import { useEffect, useRef, useState } from "preact/hooks";
import { counted } from "../domain/russian.ts";

export interface ChooseAllProps {
  /** Id of the form whose boxes are ticked together. */
  form: string;
  /** How many boxes there are. */
  count: number;
}

/**
 * «Выбрать всё к оплате»: half-ticked while some are chosen, and one `change` of the form for all.
 * Stands outside of that form.
 */
export default function ChooseAll({ form, count }: ChooseAllProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const element = document.getElementById(form) as HTMLFormElement;
    const read = () => setChosen(boxesOf(element).filter((box) => box.checked).length);
    const listening = new AbortController();
    element.addEventListener("change", read, listening);
    // What the browser ticks again after «Назад» tells of no change.
    addEventListener("pageshow", read, listening);
    read();
    return () => listening.abort();
  }, []);
  const choose = (checked: boolean) => {
    const element = document.getElementById(form) as HTMLFormElement;
    for (const box of boxesOf(element)) box.checked = checked;
    element.dispatchEvent(new Event("change"));
  };
  if (box.current) box.current.indeterminate = (chosen ?? 0) > 0 && chosen !== count;
  return (
    <div class="choose-all script-only" data-live={chosen !== null}>
      <div class="check">
        <input
          ref={box}
          id={`${form}-all`}
          type="checkbox"
          checked={chosen === count}
          onChange={(event) => choose(event.currentTarget.checked)}
        />
        <label for={`${form}-all`}>
          Выбрать всё к&nbsp;оплате
          <span class="muted">, {counted(count, ["счет", "счета", "счетов"])}</span>
        </label>
      </div>
    </div>
  );
}

function boxesOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[name=invoice]")];
}
