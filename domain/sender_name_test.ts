import assert from "node:assert/strict";
import { alikeSenders, sameButForm, sameSender, senderName } from "./sender_name.ts";

Deno.test("a name written with other quotes, spaces, capitals or ё is the same sender", () => {
  for (
    const other of [
      "ООО Клиника Образец",
      'ооо "Клиника  Образец"',
      "ООО „Клиника Образец“",
      "ООО«Клиника-Образец»",
    ]
  ) {
    assert.ok(sameSender("ООО «Клиника Образец»", other), other);
  }
  assert.ok(sameSender("Клиника «Надёжа»", "клиника надежа"));
  assert.ok(!sameSender("ООО «Здоровье»", "АО «Здоровье»"));
  assert.ok(!sameSender("Поликлиника № 1", "Поликлиника № 11"));
});

Deno.test("a name with another legal form, or a slip of a letter or two, is alike", () => {
  const pairs: [string, string][] = [
    ["ООО «Клиника Образец»", "Клиника Образец"],
    ["ООО «Клиника Образец»", "АО «Клиника Образец»"],
    ["Общество с ограниченной ответственностью «Клиника Образец»", "ООО Клиника Образец"],
    ["ООО «Клиника Образец»", "ООО «Клиника Оразбец»"],
    ["ООО «Клиника Образец»", "ООО «Клинка Образцец»"],
    ["Акционерное общество «Завод Образец»", "ПАО «Завод Образец»"],
  ];
  for (const [a, b] of pairs) {
    assert.ok(alikeSenders(a, b), `${a} — ${b}`);
    assert.ok(alikeSenders(b, a), `${b} — ${a}`);
    assert.ok(!sameSender(a, b), `${a} — ${b}`);
  }
  assert.ok(sameButForm(...pairs[1]!));
  assert.ok(!sameButForm(...pairs[3]!));
});

Deno.test("names of their own are not alike", () => {
  for (
    const [a, b] of [
      ["ООО «Клиника Образец»", "ООО «Клиника Ромашка»"],
      ["ГБУЗ «Поликлиника № 43»", "ГБУЗ «Поликлиника № 44»"],
      ["ООО «Дент»", "ООО «Лент»"],
      ["ООО", "АО"],
      ["ИП Иванов А. А.", "ИП Петров П. П."],
    ] as const
  ) {
    assert.ok(!alikeSenders(a, b), `${a} — ${b}`);
  }
});

Deno.test("senderName() keeps one space between words", () => {
  assert.equal(senderName("  ООО \n «Клиника   Образец» "), "ООО «Клиника Образец»");
});
