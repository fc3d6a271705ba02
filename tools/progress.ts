/** Tells a long run's steps, each with the seconds since its beginning. */
export interface Steps {
  /** A step begins. */
  (line: string): void;
}

/** Lines like " 2.4 s  Database is up". */
export function tellSteps(write: (line: string) => void = console.log): Steps {
  const started = performance.now();
  return (line) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    write(`${seconds.padStart(6)} s  ${line}`);
  };
}
