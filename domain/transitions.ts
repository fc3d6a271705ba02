/** Every state with the events it admits and where each leads. An empty row is a final state. */
export type Transitions<S extends string, E extends string> = Readonly<
  Record<S, Readonly<Partial<Record<E, S>>>>
>;

/** An event came to a state that doesn't admit it: a bug in whoever sent it. */
export class IllegalTransitionError extends Error {
  override readonly name = "IllegalTransitionError";

  constructor(readonly state: string, readonly event: string) {
    super(`The state "${state}" does not admit the event "${event}"`);
  }
}

/** @throws IllegalTransitionError naming the state and the event */
export function next<S extends string, E extends string>(
  table: Transitions<S, E>,
  state: S,
  event: E,
): S {
  const reached = table[state]?.[event];
  if (reached === undefined) throw new IllegalTransitionError(state, event);
  return reached;
}

/** Whether `state` admits `event`. */
export function admits<S extends string, E extends string>(
  table: Transitions<S, E>,
  state: S,
  event: E,
): boolean {
  return table[state]?.[event] !== undefined;
}

/** Whether nothing leads out of `state`. */
export function isFinal<S extends string, E extends string>(
  table: Transitions<S, E>,
  state: S,
): boolean {
  return Object.keys(table[state]).length === 0;
}
