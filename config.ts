import { z } from "zod";

const url = z.url({ error: "must be a URL" });
const text = z.string().min(1, "must not be empty");

const webShape = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" }),
  PUBLIC_URL: url.transform((value) => value.replace(/\/+$/, "")),
  TEMPORAL_UI_URL: url.optional(),
  YOOKASSA_URL: url.transform((value) => value.replace(/\/+$/, "")),
  YOOKASSA_PAGE_URL: url.optional(),
  YOOKASSA_SHOP_ID: text,
  YOOKASSA_KEY: text,
  SERVER_KEY: z.string().min(32, "must have at least 32 characters"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  DESK_PHONE: z.string().regex(/^\d{10}$/, "must be 10 digits").default("8005550199"),
  INSURER_NAME: text.default("СК «Образец»"),
  INSURER_EMAIL: z.email("must be an e-mail address").optional(),
  INSURER_ADDRESS: text.optional(),
  INSURER_HOURS: text.optional(),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(9).default(0),
  RECEIPT_VAT_CODE: z.coerce.number().int().min(1).max(12).default(1),
  RECEIPT_SUBJECT: text.default("service"),
};

const workerShape = {
  ...webShape,
  TEMPORAL_ADDRESS: z.string().regex(/^[^\s:/]+:\d+$/, "must be HOST:PORT"),
  TEMPORAL_NAMESPACE: text.default("default"),
  SMSC_URL: url.transform((value) => value.replace(/\/+$/, "")),
  SMSC_LOGIN: text,
  SMSC_PASSWORD: text,
  SMSC_SENDER: z.string().default(""),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp:// URL" }),
  MAIL_FROM: text,
};

const webSettings = z.object(webShape);
const workerSettings = z.object(workerShape);

/** What the web process knows: neither Temporal nor the SMS and mail passwords. */
export interface WebConfig {
  databaseUrl: string;
  /** Where people reach the cabinet, without a trailing slash. */
  publicUrl: string;
  temporalUiUrl: string | null;
  yookassa: { url: string; shopId: string; key: string };
  /** Origin of the bank's page, where it is not the API's: yoomoney.ru in production. */
  paymentPageOrigin: string;
  /** Key of the login codes and of form tokens. */
  serverKey: string;
  logLevel: z.infer<typeof webShape.LOG_LEVEL>;
  /** The medical desk's phone, 10 digits, shown on every page. */
  deskPhone: string;
  /** On the card that is shown at a clinic. */
  insurerName: string;
  /** How else the insurer is reached; what is not set is not shown. */
  insurerContacts: { email: string | null; address: string | null; hours: string | null };
  /** How many proxies of our own stand before the web; each adds to X-Forwarded-For. */
  trustedProxies: number;
  /** Law 54-FZ: VAT code and subject of a receipt's lines. */
  receipt: { vatCode: number; subject: string };
}

/** Everything the worker and the tools know. */
export interface Config extends WebConfig {
  temporal: { address: string; namespace: string };
  smsc: { url: string; login: string; password: string; sender: string };
  smtpUrl: string;
  mailFrom: string;
}

/** Names of the settings that the web process reads, for its permissions. */
export const WEB_SETTINGS: readonly string[] = Object.keys(webShape);

/** Names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(workerShape);

/** A setting is missing or wrong; the message names each and never its value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly settings: readonly string[];

  constructor(problems: readonly { setting: string; problem: string }[]) {
    const lines = problems.map(({ setting, problem }) => `  ${setting} ${problem}`);
    super(`Settings to put right in the environment:\n${lines.join("\n")}`);
    this.settings = problems.map(({ setting }) => setting);
  }
}

/** Reads every setting; throws {@linkcode ConfigError} naming all that are wrong at once. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const settings = read(workerSettings, pick(env, SETTINGS));
  return {
    ...webConfigOf(settings),
    temporal: { address: settings.TEMPORAL_ADDRESS, namespace: settings.TEMPORAL_NAMESPACE },
    smsc: {
      url: settings.SMSC_URL,
      login: settings.SMSC_LOGIN,
      password: settings.SMSC_PASSWORD,
      sender: settings.SMSC_SENDER,
    },
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.MAIL_FROM,
  };
}

/** Reads what the web process needs; throws {@linkcode ConfigError}. */
export function readWebConfig(env: Record<string, string | undefined>): WebConfig {
  return webConfigOf(read(webSettings, pick(env, WEB_SETTINGS)));
}

function webConfigOf(settings: z.infer<typeof webSettings>): WebConfig {
  return {
    databaseUrl: settings.DATABASE_URL,
    publicUrl: settings.PUBLIC_URL,
    temporalUiUrl: settings.TEMPORAL_UI_URL ?? null,
    yookassa: {
      url: settings.YOOKASSA_URL,
      shopId: settings.YOOKASSA_SHOP_ID,
      key: settings.YOOKASSA_KEY,
    },
    paymentPageOrigin: new URL(settings.YOOKASSA_PAGE_URL ?? settings.YOOKASSA_URL).origin,
    serverKey: settings.SERVER_KEY,
    logLevel: settings.LOG_LEVEL,
    deskPhone: settings.DESK_PHONE,
    insurerName: settings.INSURER_NAME,
    insurerContacts: {
      email: settings.INSURER_EMAIL ?? null,
      address: settings.INSURER_ADDRESS ?? null,
      hours: settings.INSURER_HOURS ?? null,
    },
    trustedProxies: settings.TRUSTED_PROXIES,
    receipt: { vatCode: settings.RECEIPT_VAT_CODE, subject: settings.RECEIPT_SUBJECT },
  };
}

/** Reads by name only: the web process may see no other variable. */
function pick(
  env: Record<string, string | undefined>,
  names: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value !== "") picked[name] = value;
  }
  return picked;
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  env: Record<string, string>,
): z.infer<Schema> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => {
    const setting = String(issue.path[0]);
    return { setting, problem: setting in env ? issue.message : "is not set" };
  }));
}
