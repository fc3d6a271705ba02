import { CODE_DIGITS, RESEND_SECONDS } from "../../domain/one_time_code.ts";
import { counted } from "../../domain/russian.ts";

/** Why a typed code was not taken. */
export type CodeRefusal =
  | { reason: "wrong"; triesLeft: number }
  | { reason: "expired" | "unreadable" }
  | { reason: "too_many" | "used" | "unknown" };

/** What the page shows again. */
export interface RefusedCode {
  heading: string;
  message: string;
  /** As typed, where it may hold a slip worth seeing. */
  code: string;
  /** Seconds until another code is worth asking for; null leaves what was told before. */
  wait: number | null;
}

const REFUSED = "Код не\u00a0принят";

const SOURCES = {
  sms: { from: "СМС", last: "последнюю СМС" },
  letter: { from: "письма", last: "последнее письмо" },
} as const;

/**
 * The words for a refused code, the same on all of the pages that ask for one.
 *
 * @returns null where no further code helps: what it was for has to begin anew
 */
export function codeRefusal(
  refusal: CodeRefusal,
  { code, source }: { code: string; source: keyof typeof SOURCES },
): RefusedCode | null {
  const { from, last } = SOURCES[source];
  switch (refusal.reason) {
    case "expired":
      return {
        heading: REFUSED,
        message: "Код устарел. Отправили новый",
        code: "",
        wait: RESEND_SECONDS,
      };
    case "too_many":
      return {
        heading: REFUSED,
        message: "Этот код больше не\u00a0примем: было слишком много попыток. Запросите новый",
        code: "",
        wait: 0,
      };
    case "unreadable":
      return {
        heading: REFUSED,
        message: `Введите ${CODE_DIGITS}\u00a0цифр из\u00a0${from}`,
        code,
        wait: null,
      };
    case "wrong": {
      const left = counted(refusal.triesLeft, ["попытка", "попытки", "попыток"]);
      const message = refusal.triesLeft === 0
        ? `Код не\u00a0подошел, попыток больше нет. Запросите новый`
        : `Код не\u00a0подошел. Проверьте ${last}, осталось: ${left}`;
      return { heading: REFUSED, message, code, wait: refusal.triesLeft === 0 ? 0 : null };
    }
    case "used":
    case "unknown":
      return null;
  }
}
