import assert from "node:assert/strict";
import { isDatabaseAway } from "./database_away.ts";

function withCode(code: string, options?: ErrorOptions): Error {
  return Object.assign(new Error("told", options), { code });
}

Deno.test("isDatabaseAway() knows a server that can't be reached or is stopping, and why it was asked", () => {
  for (const code of ["ECONNREFUSED", "CONNECTION_LOST", "CONNECT_TIMEOUT", "57P01", "57P03"]) {
    assert.ok(isDatabaseAway(withCode(code)), code);
  }
  assert.ok(isDatabaseAway(new Error("no session", { cause: withCode("ECONNREFUSED") })));
  assert.ok(isDatabaseAway(new AggregateError([withCode("ECONNREFUSED")])));
});

Deno.test("isDatabaseAway() leaves a mistake in a query and a bug what they are", () => {
  for (const error of [withCode("42P01"), withCode("23505"), new TypeError("x"), "text", null]) {
    assert.equal(isDatabaseAway(error), false);
  }
});
