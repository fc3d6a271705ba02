import assert from "node:assert/strict";
import { webCommand, webEnvironment } from "./web_command.ts";

const SETTINGS = {
  DATABASE_URL: "postgres://fifth:secret@127.0.0.1:8132/fifth?sslmode=disable",
  YOOKASSA_URL: "https://api.yookassa.ru",
  SERVER_KEY: "0123456789abcdef0123456789abcdef",
  SMSC_PASSWORD: "secret",
};

Deno.test("webCommand() lets the web process reach its database, its bank and nothing else", () => {
  const command = webCommand(8000, SETTINGS);
  assert.ok(command.includes("--allow-net=127.0.0.1:8000,127.0.0.1:8132,api.yookassa.ru:443"));
  const granted = command.filter((word) => /^(--allow|-A|-P|-[RWNES])/.test(word));
  assert.deepEqual(granted.map((word) => word.split("=")[0]), [
    "--allow-net",
    "--allow-read",
    "--allow-env",
  ]);
  assert.ok(granted.every((word) => /=./.test(word)), "each permission names what it is for");
  const readable = granted.find((word) => word.startsWith("--allow-read")) ?? "";
  assert.ok(!/\.data|\/tests|\/tools|(=|,)\/?(,|$)/.test(readable));
});

Deno.test("webEnvironment() keeps the worker's secrets from the web process", () => {
  const env = webEnvironment({ PATH: "/bin", ...SETTINGS }, SETTINGS);
  assert.equal(env.PATH, "/bin");
  assert.equal(env.SERVER_KEY, SETTINGS.SERVER_KEY);
  assert.ok(!("SMSC_PASSWORD" in env));
});
