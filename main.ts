import process from "node:process";
import { yookassa } from "./adapters/payment_provider/yookassa.ts";
import { createApp } from "./app.ts";
import { systemClock } from "./clock.ts";
import { readWebConfig, WEB_SETTINGS } from "./config.ts";
import { connect } from "./db/connection.ts";
import { parsePhone } from "./domain/phone.ts";
import { createLogger } from "./logging.ts";
import { createUseCases } from "./use_cases/mod.ts";

export const config = readWebConfig(
  Object.fromEntries(WEB_SETTINGS.map((name) => [name, Deno.env.get(name)])),
);
export const logger = createLogger("web", config.logLevel, (line) => process.stdout.write(line));
export const sql = connect(config.databaseUrl, { applicationName: "fifth-web" });

const useCases = createUseCases({
  sql,
  clock: systemClock,
  provider: yookassa(config.yookassa),
  serverKey: config.serverKey,
  publicUrl: config.publicUrl,
  receipt: config.receipt,
});

export const app = createApp({
  useCases,
  site: {
    publicUrl: config.publicUrl,
    deskPhone: parsePhone(config.deskPhone)!,
    insurerName: config.insurerName,
    insurerContacts: config.insurerContacts,
    temporalUiUrl: config.temporalUiUrl,
  },
  serverKey: config.serverKey,
  trustedProxies: config.trustedProxies,
  logger,
});
