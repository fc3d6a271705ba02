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

/** Exchanges the challenge, and the session that this browser had, for the one that its code has opened. */
export async function keepSession(state: State, token: string): Promise<void> {
  const { secure } = state;
  await closeOwnSession(state);
  state.setCookies.push(
    setCookie({ name: "challenge", value: "", secure, maxAge: 0 }),
    setCookie({ name: "session", value: token, secure }),
  );
}

/** Ends the session of this browser, here and in the database. */
export async function dropSession(state: State): Promise<void> {
  await closeOwnSession(state);
  state.setCookies.push(setCookie({ name: "session", value: "", secure: state.secure, maxAge: 0 }));
}

async function closeOwnSession(state: State): Promise<void> {
  const token = state.cookies.get(cookieName("session", state.secure));
  if (token) await state.useCases.closeSession(token);
}
