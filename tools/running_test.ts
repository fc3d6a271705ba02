import assert from "node:assert/strict";
import { findSettings, type Running } from "./running.ts";

const RUNNING: Running = {
  pid: 1,
  databaseUrl: "postgres://fifth:x@127.0.0.1:8132/fifth",
  web: "http://127.0.0.1:8000",
  sandbox: "http://127.0.0.1:8100",
  temporal: "127.0.0.1:8233",
  ui: "http://127.0.0.1:8280",
  settings: { DATABASE_URL: "postgres://fifth:x@127.0.0.1:8132/fifth", MAIL_FROM: "a@b.example" },
};

Deno.test("findSettings() takes the running start's settings, the environment's over them", () => {
  const found = findSettings({ MAIL_FROM: "c@d.example", HOME: "/home" }, RUNNING);
  assert.ok(found.ok);
  assert.equal(found.settings.databaseUrl, RUNNING.databaseUrl);
  assert.deepEqual(found.settings.env, {
    DATABASE_URL: RUNNING.databaseUrl,
    MAIL_FROM: "c@d.example",
  });
});

Deno.test("findSettings() says what to do when nothing runs", () => {
  const found = findSettings({}, null);
  assert.ok(!found.ok);
  assert.match(found.reason, /deno task start.*DATABASE_URL/);
});
