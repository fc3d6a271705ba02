import assert from "node:assert/strict";
import { lastDigits, maskEmail, sameMailbox } from "./contact.ts";
import type { Phone } from "./phone.ts";

Deno.test("lastDigits() shows two digits of a phone", () => {
  assert.equal(lastDigits("9005550167" as Phone), "67");
});

Deno.test("maskEmail() shows the first letter and the domain, of a short name the domain alone", () => {
  assert.equal(maskEmail("maya.obraztsova@example.ru"), "m***@example.ru");
  assert.equal(maskEmail("m@example.ru"), "***@example.ru");
  assert.equal(maskEmail("майя@пример.рф"), "м***@пример.рф");
});

Deno.test("sameMailbox() writes one address in one way", () => {
  assert.equal(sameMailbox(" Maya@Example.RU "), "maya@example.ru");
});
