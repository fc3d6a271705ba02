import assert from "node:assert/strict";
import { failureWords, type PageKind } from "./failure_words.ts";

const KINDS: readonly PageKind[] = ["cabinet", "staff", "employer"];

Deno.test("each kind of person is told of a missing page in words of their own", () => {
  const told = (kind: PageKind) =>
    failureWords({ status: 404, reason: "", sent: false, kind }).text.join(" ");
  assert.match(told("cabinet"), /видит только их хозяин/);
  assert.match(told("staff"), /Человека найдите по.фамилии/);
  assert.match(told("employer"), /Войдите с.той почтой/);
  for (const kind of ["staff", "employer"] as const) {
    assert.doesNotMatch(told(kind), /полисы видит|СМС|телефон/);
  }
});

Deno.test("only who pays is told what becomes of a payment when a page fails", () => {
  for (const status of [500, 503]) {
    for (const kind of KINDS) {
      const { text } = failureWords({ status, reason: "bug", sent: true, kind });
      assert.match(text.join(" "), /Форма могла не.дойти/);
      assert.equal(/платили|оплаты|медпульт/.test(text.join(" ")), kind === "cabinet", kind);
    }
  }
});
