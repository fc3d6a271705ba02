import { createDefine } from "fresh";

/** What the fixture's middlewares hand on. */
export interface State {
  /** Names of what has run, in order. */
  trail: string[];
}

export const define = createDefine<State>();
