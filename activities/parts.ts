import type { Mailer } from "../adapters/email/mod.ts";
import type { PaymentProvider } from "../adapters/payment_provider/mod.ts";
import type { SmsGateway } from "../adapters/sms/mod.ts";
import type { RunningCases } from "../adapters/temporal/mod.ts";
import type { Database } from "../db/connection.ts";
import type { Clock } from "../domain/clock.ts";

/** What activities stand on; the worker makes it. */
export interface ActivityParts {
  sql: Database;
  sms: SmsGateway;
  mailer: Mailer;
  provider: PaymentProvider;
  /** Where people reach the cabinet, without a trailing slash. */
  publicUrl: string;
  /** The medical desk's phone, 10 digits. */
  deskPhone: string;
  /** The workflows themselves, for the comparison with their rows. */
  cases: RunningCases;
  /** For what takes long or comes late; everything else goes by its workflow's instant. */
  clock: Clock;
}
