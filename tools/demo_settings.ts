import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { SETTINGS } from "../config.ts";

/** Keys of this folder's own parts, made at the first start and kept. */
export interface Keys {
  postgres: string;
  server: string;
  bank: string;
  sms: string;
}

/** Reads the keys in `file`, making them first if need be. */
export function readKeys(file: string): Keys {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Keys;
  const key = () => randomBytes(24).toString("hex");
  const keys = { postgres: key(), server: key(), bank: `test_${key()}`, sms: key() };
  writeFileSync(file, JSON.stringify(keys, null, 2) + "\n", { mode: 0o600 });
  return keys;
}

/** Where the parts of a start are. */
export interface Addresses {
  databaseUrl: string;
  /** HOST:PORT */
  temporal: string;
  ui: string | null;
  web: string;
  sandbox: string;
  smtpPort: number;
}

/** Every setting for a start on the sandbox; what the environment sets wins. */
export function demoSettings(
  env: Record<string, string>,
  { addresses, keys }: { addresses: Addresses; keys: Keys },
): Record<string, string> {
  const given = Object.entries(env).filter(([name, value]) => SETTINGS.includes(name) && value);
  return {
    PUBLIC_URL: addresses.web,
    TEMPORAL_NAMESPACE: "default",
    ...(addresses.ui === null ? {} : { TEMPORAL_UI_URL: addresses.ui }),
    YOOKASSA_URL: `${addresses.sandbox}/bank`,
    YOOKASSA_SHOP_ID: "100500",
    YOOKASSA_KEY: keys.bank,
    SMSC_URL: `${addresses.sandbox}/sms`,
    SMSC_LOGIN: "fifth",
    SMSC_PASSWORD: keys.sms,
    SMTP_URL: `smtp://127.0.0.1:${addresses.smtpPort}`,
    MAIL_FROM: "Пятая часть <noreply@fifth.example>",
    SERVER_KEY: keys.server,
    INSURER_EMAIL: "help@fifth.example",
    INSURER_ADDRESS: "450000, Уфа, улица Примерная, 1 (адрес вымышлен)",
    INSURER_HOURS: "по будням с 9:00 до 18:00, время Уфы",
    LOG_LEVEL: "info",
    ...Object.fromEntries(given),
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporal,
  };
}
