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

/** Forgets the challenge: its code was typed, or is of no use any more. */
export function dropChallenge(state: State): void {
  const { secure } = state;
  state.setCookies.push(setCookie({ name: "challenge", value: "", secure, maxAge: 0 }));
}

/** Exchanges the challenge, and the session that this browser had, for the one that its code has opened. */
export async function keepSession(state: State, token: string): Promise<void> {
  const { secure } = state;
  await closeOwnSession(state);
  dropChallenge(state);
  state.setCookies.push(setCookie({ name: "session", value: token, secure }));
}

/** The token of the session that the request came in; for pages where somebody is logged in. */
export function sessionToken(state: State): string {
  return state.cookies.get(cookieName("session", state.secure)) ?? "";
}

/** Ends the session of this browser, here and in the database. */
export async function dropSession(state: State): Promise<void> {
  await closeOwnSession(state);
  state.setCookies.push(setCookie({ name: "session", value: "", secure: state.secure, maxAge: 0 }));
}

async function closeOwnSession(state: State): Promise<void> {
  const token = sessionToken(state);
  if (token) await state.useCases.closeSession(token);
}
