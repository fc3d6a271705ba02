import type { FieldError } from "../../components/page/form.tsx";
import { secondsToResend } from "../../domain/one_time_code.ts";
import type { State } from "../../state.ts";
import { keepChallenge, keepSession, pendingChallenge } from "./challenge_cookie.ts";
import { codeRefusal, type RefusedCode } from "./code_refusal.ts";
import { formText } from "./form_text.ts";
import { tooManyCodes } from "./too_many_codes.ts";

/** What every page that asks for a login's code shows. */
export interface CodePage {
  /** Phone or mailbox that the code was sent to. */
  destination: string;
  /** Seconds until another code is worth asking for. */
  wait: number;
  code: string;
  errors: FieldError[];
}

export interface PendingLogin extends Pick<CodePage, "destination" | "wait"> {
  challengeId: string;
}

type PendingCode = NonNullable<Awaited<ReturnType<State["useCases"]["readPendingCode"]>>>;

/** The code that this browser waits for; null where it waits for none of these purposes. */
export async function pendingLogin(
  state: State,
  purposes: readonly PendingCode["purpose"][],
): Promise<PendingLogin | null> {
  const challengeId = pendingChallenge(state);
  if (challengeId === null) return null;
  const pending = await state.useCases.readPendingCode(challengeId);
  if (pending === null || !purposes.includes(pending.purpose)) return null;
  const { destination, askedAt } = pending;
  return { challengeId, destination, wait: secondsToResend(askedAt, state.now) };
}

export type CodeAnswer =
  /** Logged in; `registered` where the code has also ended a registration. */
  | { kind: "in"; registered: boolean }
  | { kind: "awaiting_staff" }
  /** Another code was asked for and is on its way. */
  | { kind: "sent_again" }
  /** No code helps any more: what it was for has to be asked for again. */
  | { kind: "begin_anew" }
  | { kind: "refused"; refusal: RefusedCode };

/** Takes the form of such a page: a typed code, or the wish for another one. */
export async function answerCode(
  state: State,
  { challengeId, source }: { challengeId: string; source: "sms" | "letter" },
): Promise<CodeAnswer> {
  const { form, useCases, ip, userAgent } = state;
  if (form.has("again")) {
    const asked = await useCases.resendCode({ challengeId, ip });
    if (asked.ok) {
      keepChallenge(state, asked.challengeId);
      return { kind: "sent_again" };
    }
    return asked.reason === "unknown"
      ? { kind: "begin_anew" }
      : { kind: "refused", refusal: { ...tooManyCodes(asked), code: "", wait: null } };
  }

  const code = formText(form, "code");
  const confirmed = await useCases.confirmCode({ challengeId, code, ip, userAgent });
  if (confirmed.ok) {
    await keepSession(state, confirmed.token);
    return { kind: "in", registered: confirmed.registered };
  }
  if (confirmed.reason === "awaiting_staff") return { kind: "awaiting_staff" };
  const refusal = codeRefusal(confirmed, { code, source });
  if (refusal === null) return { kind: "begin_anew" };
  if (confirmed.reason === "expired") keepChallenge(state, confirmed.challengeId);
  return { kind: "refused", refusal };
}

/** The page again, with why its code was not taken. */
export function refusedPage<Shown extends Pick<CodePage, "wait">>(
  shown: Shown,
  { code, wait, ...refusal }: RefusedCode,
): { data: Shown & Pick<CodePage, "code" | "errors">; status: 422 } {
  const errors = [{ field: "code", ...refusal }];
  return { data: { ...shown, wait: wait ?? shown.wait, code, errors }, status: 422 };
}
