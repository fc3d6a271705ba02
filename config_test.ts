import assert from "node:assert/strict";
import { ConfigError, readConfig, readWebConfig, WEB_SETTINGS } from "./config.ts";

const SET = {
  DATABASE_URL: "postgres://fifth:secret@127.0.0.1:8132/fifth?sslmode=disable",
  TEMPORAL_ADDRESS: "127.0.0.1:8233",
  PUBLIC_URL: "http://127.0.0.1:8000/",
  YOOKASSA_URL: "http://127.0.0.1:8100/bank",
  YOOKASSA_SHOP_ID: "100500",
  YOOKASSA_KEY: "test_key",
  SMSC_URL: "http://127.0.0.1:8100/sms",
  SMSC_LOGIN: "fifth",
  SMSC_PASSWORD: "secret",
  SMTP_URL: "smtp://127.0.0.1:8125",
  MAIL_FROM: "robot@fifth.example",
  SERVER_KEY: "0123456789abcdef0123456789abcdef",
};

Deno.test("readConfig() reads every setting and fills what has a default", () => {
  const config = readConfig(SET);
  assert.equal(config.publicUrl, "http://127.0.0.1:8000");
  assert.equal(config.temporal.namespace, "default");
  assert.equal(config.logLevel, "info");
  assert.equal(config.temporalUiUrl, null);
  assert.deepEqual(config.receipt, { vatCode: 1, subject: "service" });
});

Deno.test("readConfig() names all wrong settings at once and tells no value", () => {
  const env = {
    ...SET,
    DATABASE_URL: "mysql://root:secret@host",
    SERVER_KEY: "short",
    SMTP_URL: "",
  };
  assert.throws(() => readConfig(env), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.deepEqual([...error.settings].sort(), ["DATABASE_URL", "SERVER_KEY", "SMTP_URL"]);
    assert.match(error.message, /DATABASE_URL must be a postgres:\/\/ URL/);
    assert.match(error.message, /SERVER_KEY must have at least 32 characters/);
    assert.match(error.message, /SMTP_URL is not set/);
    assert.ok(!error.message.includes("secret") && !error.message.includes("short"));
    return true;
  });
});

Deno.test("readWebConfig() does without Temporal and the SMS and mail passwords", () => {
  const env = Object.fromEntries(
    Object.entries(SET).filter(([name]) => WEB_SETTINGS.includes(name)),
  );
  assert.ok(!("SMSC_PASSWORD" in env) && !("TEMPORAL_ADDRESS" in env));
  assert.equal(readWebConfig(env).yookassa.shopId, "100500");
});

Deno.test("readWebConfig() asks the environment for its own settings only", () => {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string>>({}, {
    get: (_, name) => {
      asked.add(String(name));
      return (SET as Record<string, string>)[String(name)];
    },
    ownKeys: () => {
      throw new Error("listed the environment");
    },
  });
  readWebConfig(env);
  assert.deepEqual([...asked].sort(), [...WEB_SETTINGS].sort());
});
