import assert from "node:assert/strict";
import { formatPhone, internationalPhone, parsePhone } from "./phone.ts";

Deno.test("parsePhone() takes ten digits, also after +7, 7 or 8", () => {
  for (
    const text of [
      "9005550001",
      "+79005550001",
      "79005550001",
      "89005550001",
      "+7 (900) 555-00-01",
      " 900\u00a0555 00\u201301 ",
    ]
  ) assert.equal(parsePhone(text), "9005550001", text);
  assert.equal(parsePhone("8005550001"), "8005550001");
});

Deno.test("parsePhone() takes nothing else", () => {
  for (
    const text of [
      "",
      "900555000",
      "90055500011",
      "+99005550001",
      "900555000I",
      "٩٠٠٥٥٥٠٠٠١",
      "9.005550001",
    ]
  ) assert.equal(parsePhone(text), null, text);
});

Deno.test("A phone is shown with +7 and sent without spaces", () => {
  const phone = parsePhone("9001234567");
  assert.ok(phone);
  assert.equal(formatPhone(phone), "+7 900 123-45-67");
  assert.equal(internationalPhone(phone), "+79001234567");
});
