import { useEffect, useState } from "preact/hooks";
import { formatRoubles, kopecks } from "../domain/money.ts";
import { counted } from "../domain/russian.ts";

export interface ChosenTotalProps {
  /** Id of the form whose boxes are counted. */
  form: string;
  /** Kopecks by the box's value. */
  amounts: Record<string, number>;
}

/** Who ticks box after box hears the total once, after the last one. */
const QUIET_MS = 800;

/** «Выбрано 2 · 2 770,00 ₽»: follows the boxes of the form that it stands in. */
export default function ChosenTotal({ form, amounts }: ChosenTotalProps) {
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    const element = document.getElementById(form) as HTMLFormElement;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readChosen = () => new FormData(element).getAll("invoice").map(String);
    const read = () => setChosen(readChosen());
    const readAndSay = () => {
      read();
      clearTimeout(timer);
      timer = setTimeout(() => setSaid(inWords(readChosen(), amounts)), QUIET_MS);
    };
    const listening = new AbortController();
    element.addEventListener("change", readAndSay, listening);
    // What the browser ticks again after «Назад» tells of no change.
    addEventListener("pageshow", read, listening);
    read();
    return () => {
      clearTimeout(timer);
      listening.abort();
    };
  }, []);
  return (
    <>
      <p aria-hidden={said !== ""}>
        <Choice chosen={chosen} amounts={amounts} />
      </p>
      <p class="vh" role="status">{said}</p>
    </>
  );
}

function Choice(
  { chosen, amounts }: { chosen: string[] | null } & Pick<ChosenTotalProps, "amounts">,
) {
  if (chosen === null) return <span class="muted">Сумму покажем перед оплатой</span>;
  if (chosen.length === 0) return <span class="muted">Ничего не выбрано</span>;
  return (
    <>
      Выбрано {chosen.length} · <b class="nb">{formatRoubles(totalOf(chosen, amounts))}</b>
    </>
  );
}

function inWords(chosen: string[], amounts: Record<string, number>): string {
  if (chosen.length === 0) return "Ничего не выбрано";
  const count = counted(chosen.length, ["счет", "счета", "счетов"]);
  return `Выбрано: ${count} на\u00a0${formatRoubles(totalOf(chosen, amounts))}`;
}

function totalOf(chosen: string[], amounts: Record<string, number>) {
  return kopecks(chosen.reduce((total, id) => total + (amounts[id] ?? 0), 0));
}
