import type { ReadonlySignal, Signal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";

interface CounterProps {
  id: string;
  count?: Signal<number>;
  double?: ReadonlySignal<number>;
  since?: Date;
}

export default function Counter({ id, count, double, since }: CounterProps) {
  return (
    <button type="button" id={id} onClick={() => count && count.value++}>
      {count} {double && <i>{double}</i>} {since?.getUTCFullYear()}
      {IS_BROWSER ? " live" : " still"}
    </button>
  );
}
