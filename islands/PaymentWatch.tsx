import { useSignal, useSignalEffect } from "@preact/signals";

export interface PaymentWatchProps {
  /** Answers `{state}`. */
  url: string;
  /** The state that the page shows. */
  state: string;
}

const INTERVALS_MS = [500, 1000, 1000, 2000, 3000, 5000];

/** Asks how the payment goes, more and more seldom, and shows the outcome once there is one. */
export default function PaymentWatch({ url, state }: PaymentWatchProps) {
  const tries = useSignal(0);
  useSignalEffect(() => {
    const wait = INTERVALS_MS[Math.min(tries.value, INTERVALS_MS.length - 1)];
    const timer = setTimeout(async () => {
      const answer = await fetch(url).then((response) => response.json()).catch(() => null);
      if (answer !== null && answer.state !== state && answer.state !== "pending") {
        location.reload();
      } else if (tries.value < 60) {
        tries.value++;
      }
    }, wait);
    return () => clearTimeout(timer);
  });
  return (
    <p role="status" class="muted">
      {tries.value === 0 ? "Спрашиваем банк…" : "Ждем ответа банка. Страница обновится сама"}
    </p>
  );
}
