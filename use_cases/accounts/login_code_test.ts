import assert from "node:assert/strict";
import { loginCode } from "./login_code.ts";

const KEY = "a key of the server with more than 32 characters";
const CHALLENGE = "01a2041b-8e70-726e-9967-85ff1f082000";

Deno.test("loginCode() gives the same six digits for the same challenge", async () => {
  const code = await loginCode(KEY, CHALLENGE);
  assert.match(code, /^\d{6}$/);
  assert.equal(await loginCode(KEY, CHALLENGE.toUpperCase()), code);
});

Deno.test("loginCode() differs by challenge and by key", async () => {
  const code = await loginCode(KEY, CHALLENGE);
  assert.notEqual(await loginCode(KEY, CHALLENGE.replace("2000", "2001")), code);
  assert.notEqual(await loginCode(KEY + "!", CHALLENGE), code);
});
