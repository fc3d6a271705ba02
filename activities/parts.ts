import type { Mailer } from "../adapters/email/mod.ts";
import type { PaymentProvider } from "../adapters/payment_provider/mod.ts";
import type { SmsGateway } from "../adapters/sms/mod.ts";
import type { Database } from "../db/connection.ts";

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
}
