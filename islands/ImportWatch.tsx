import { useEffect, useState } from "preact/hooks";
import { RowProgress, type RowProgressProps } from "../components/page/row_progress.tsx";

type Reached = Pick<RowProgressProps, "reachedRow" | "lastRow">;

export interface ImportWatchProps {
  /** Answers `{underWay, progress}`. */
  url: string;
  /** What the page shows as under way: anything else is the outcome. */
  underWay: string;
  name: string;
  /** Null until it begins, which the page shows in other words. */
  progress: Reached | null;
}

const SOON_MS = 700;
const BETWEEN_MS = 2000;
/** A file that takes longer than two minutes is asked about less often. */
const OFTEN = 60;
const SELDOM_MS = 10_000;
const FAILURES = 5;

/**
 * Follows a file that is gone through and shows the outcome once there is one. Asks nothing while
 * nobody looks; says aloud each quarter that is passed, not every step.
 */
export default function ImportWatch({ url, underWay, name, progress }: ImportWatchProps) {
  const [reached, setReached] = useState(progress);
  const [isLost, setLost] = useState(false);
  const isWaiting = progress === null;
  useEffect(() => {
    const watching = new AbortController();
    const { signal } = watching;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    let failures = 0;
    const ask = async () => {
      asked += 1;
      const answer = await fetch(url, { signal }).then((response) => response.json())
        .catch(() => null);
      if (signal.aborted) return;
      if (answer === null) failures += 1;
      else if (answer.underWay !== underWay || (answer.progress === null) !== isWaiting) {
        return location.reload();
      } else {
        failures = 0;
        setReached(answer.progress);
      }
      if (failures < FAILURES) wait();
      else setLost(true);
    };
    const wait = () => {
      clearTimeout(timer);
      const ms = asked === 0 ? SOON_MS : asked < OFTEN ? BETWEEN_MS : SELDOM_MS;
      if (!document.hidden) timer = setTimeout(ask, ms);
    };
    document.addEventListener("visibilitychange", wait, { signal });
    wait();
    return () => {
      clearTimeout(timer);
      watching.abort();
    };
  }, []);
  const quarters = reached ? Math.floor(reached.reachedRow / Math.max(reached.lastRow, 1) * 4) : 0;
  return (
    <>
      {reached && <RowProgress name={name} {...reached} />}
      <p class={isLost ? undefined : "vh"} role="status">
        {isLost
          ? "Связь пропала. Обновите страницу, чтобы узнать, чем кончилось"
          : quarters > 0 && `Пройдено ${quarters * 25}\u00a0%`}
      </p>
    </>
  );
}
