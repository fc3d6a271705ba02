import { useSignal, useSignalEffect } from "@preact/signals";
import { formatRoubles, kopecks } from "../domain/money.ts";

export interface ChosenTotalProps {
  /** Id of the form whose boxes are counted. */
  form: string;
  /** Kopecks by the box's value. */
  amounts: Record<string, number>;
}

/** «Выбрано 2 · 2 770,00 ₽»: follows the boxes of the form that it stands in. */
export default function ChosenTotal({ form, amounts }: ChosenTotalProps) {
  const chosen = useSignal<string[] | null>(null);
  useSignalEffect(() => {
    const element = document.getElementById(form) as HTMLFormElement | null;
    if (element === null) return;
    const read = () => {
      chosen.value = new FormData(element).getAll("invoice").map(String);
    };
    read();
    element.addEventListener("change", read);
    return () => element.removeEventListener("change", read);
  });
  if (chosen.value === null) return <p class="muted">Сумму покажем перед оплатой</p>;
  if (chosen.value.length === 0) return <p class="muted" role="status">Ничего не выбрано</p>;
  const total = chosen.value.reduce((total, id) => total + (amounts[id] ?? 0), 0);
  return (
    <p role="status">
      Выбрано {chosen.value.length} · <b class="nb">{formatRoubles(kopecks(total))}</b>
    </p>
  );
}
