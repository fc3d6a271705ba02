import assert from "node:assert/strict";
import { instant } from "./local_date.ts";
import { codeIn, secondsToResend, waitInWords } from "./one_time_code.ts";

Deno.test("a code is found as people type and paste it", () => {
  const sms = "Код для входа в кабинет «Пятая часть»: 123456. Никому его не сообщайте.\n\n" +
    "@127.0.0.1:8000 #123456";
  const typed = [
    "123456",
    " 123 456 ",
    "123\u00a0456",
    "123-456",
    "12 34 56",
    "1–2–3–4–5–6",
    "123.456",
    sms,
    // a one-line field drops the line breaks of what is pasted
    sms.replaceAll("\n", ""),
    "Позвоните +7 800 555-01-99, код 123 456",
  ];
  for (const text of typed) assert.equal(codeIn(text), "123456", text);
});

Deno.test("what is too short, too long or no number is no code", () => {
  for (const text of ["", "12345", "1234567", "абвгде", "+7 900 555-00-01", "@127.0.0.1:8000"]) {
    assert.equal(codeIn(text), null, text);
  }
});

Deno.test("the wait for a new code is told in four steps that only shrink", () => {
  const told = Array.from({ length: 60 }, (_, passed) => waitInWords(60 - passed));
  assert.deepEqual([...new Set(told)], [
    "через минуту",
    "через полминуты",
    "через 20\u00a0секунд",
    "через 10\u00a0секунд",
  ]);
});

Deno.test("another code is worth asking for a minute after the last one", () => {
  const askedAt = instant("2026-11-22T07:00:00.000Z");
  const wait = (now: string) => secondsToResend(askedAt, instant(`2026-11-22T${now}Z`));
  assert.deepEqual(
    ["07:00:00.000", "07:00:20.500", "07:01:00.000", "09:00:00.000"].map(wait),
    [60, 40, 0, 0],
  );
  assert.equal(wait("06:59:00.000"), 60, "a clock that is behind");
});
