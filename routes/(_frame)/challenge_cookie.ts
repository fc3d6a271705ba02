import type { State } from "../../state.ts";
import { cookieName, setCookie } from "../../web/cookies.ts";

const CHALLENGE_SECONDS = 30 * 60;

/** The challenge whose code this browser is about to type: another browser can't use it. */
export function pendingChallenge(state: State): string | null {
  return state.cookies.get(cookieName("challenge", state.secure)) ?? null;
}

export function keepChallenge(state: State, challengeId: string): void {
  const { secure } = state;
  state.setCookies.push(
    setCookie({ name: "challenge", value: challengeId, secure, maxAge: CHALLENGE_SECONDS }),
  );
}

/** Exchanges the challenge for the session that its code has opened. */
export function keepSession(state: State, token: string): void {
  const { secure } = state;
  state.setCookies.push(
    setCookie({ name: "challenge", value: "", secure, maxAge: 0 }),
    setCookie({ name: "session", value: token, secure }),
  );
}

export function dropSession(state: State): void {
  state.setCookies.push(setCookie({ name: "session", value: "", secure: state.secure, maxAge: 0 }));
}
