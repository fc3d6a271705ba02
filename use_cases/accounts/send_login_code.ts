import type { Mailer } from "../../adapters/email/mod.ts";
import type { SmsGateway } from "../../adapters/sms/mod.ts";
import {
  claimCodes,
  type CodeDelivery,
  finishCode,
  releaseCode,
} from "../../db/accounts/code_deliveries.ts";
import type { Sql } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import { addSeconds, type Instant } from "../../domain/local_date.ts";
import { parsePhone } from "../../domain/phone.ts";
import { loginCode } from "./login_code.ts";

/** A code that could not go out in this time is worth less than asking for another. */
const CODE_SECONDS = 60;

export interface CodeSender {
  clock: Clock;
  sms: SmsGateway;
  mailer: Mailer;
  serverKey: string;
  /** Where the cabinet is reached; an SMS binds its code to this host. */
  publicUrl: string;
}

export type CodeOutcome = "sent" | "dropped" | "failed" | "waiting";

/**
 * Sends every waiting login code, each at most once, and drops what is older than a minute or has
 * nobody behind it. `waiting`: the gateway certainly took nothing, and the code is tried again.
 */
export async function sendLoginCodes(
  sql: Sql,
  sender: CodeSender,
): Promise<{ challengeId: string; outcome: CodeOutcome }[]> {
  const now = sender.clock.now();
  const claimed = await claimCodes(sql, now);
  return await Promise.all(claimed.map(async (delivery) => {
    const { challengeId } = delivery;
    const outcome = await deliver(delivery, sender, now);
    if (outcome === "waiting") await releaseCode(sql, challengeId);
    else await finishCode(sql, challengeId, { outcome, at: sender.clock.now() });
    return { challengeId, outcome };
  }));
}

async function deliver(
  delivery: CodeDelivery,
  sender: CodeSender,
  now: Instant,
): Promise<CodeOutcome> {
  const stale = delivery.createdAt < addSeconds(now, -CODE_SECONDS);
  if (stale || !delivery.known) return "dropped";
  const sent = await send(delivery, sender);
  if (sent.ok) return "sent";
  // Only a refused connection says for certain that nothing was taken.
  const refused = sent.code === "network" || sent.code === "ECONNREFUSED";
  return sent.reason === "unreachable" && refused ? "waiting" : "failed";
}

async function send(delivery: CodeDelivery, sender: CodeSender) {
  const { challengeId, purpose, destination } = delivery;
  const code = await loginCode(sender.serverKey, challengeId);
  const key = `code/${challengeId}`;
  // Of all destinations only a mailbox has an @.
  if (destination.includes("@")) {
    const { subject, what } =
      LETTERS[purpose === "ops" || purpose === "employer" ? purpose : "contact"];
    return await sender.mailer.send({
      to: destination,
      subject,
      text: `${what}: ${code}\n\nКод действует 5 минут. Никому его не сообщайте.\n`,
      key,
    });
  }
  const phone = parsePhone(destination);
  if (phone === null) return { ok: false as const, reason: "rejected" as const, code: "bad_phone" };
  // The last line lets a phone fill the code in on our site only (origin-bound one-time codes).
  const host = new URL(sender.publicUrl).hostname;
  const text = `${
    SMS[purpose === "contact" || purpose === "withdrawal" ? purpose : "login"]
  }: ${code}. Никому его не сообщайте.\n\n@${host} #${code}`;
  return await sender.sms.send({ phone, text, key });
}

const SMS = {
  login: "Код для входа в кабинет «Пятая часть»",
  contact: "Код для смены телефона в кабинете «Пятая часть»",
  withdrawal: "Код для отзыва согласия в кабинете «Пятая часть»",
};

const LETTERS = {
  ops: { subject: "Код для входа", what: "Код для входа сотрудника в «Пятую часть»" },
  employer: {
    subject: "Код для входа",
    what: "Код для входа в кабинет работодателя «Пятая часть»",
  },
  contact: { subject: "Код для смены почты", what: "Код для смены почты в кабинете «Пятая часть»" },
};
