import assert from "node:assert/strict";
import { fullName, nameKey, sameName, shortName } from "./person_name.ts";

Deno.test("sameName() lets capitals, spaces, е for ё and a split letter go", () => {
  assert.ok(sameName("ОБРАЗЦОВА  МАЙЯ\u00a0ТЕСТОВНА ", "Образцова Майя Тестовна"));
  assert.ok(sameName("Артём", "Артем"));
  assert.ok(sameName("Маи\u0306я", "Майя"));
  assert.ok(sameName("Салтыков - Щедрин", "Салтыков-Щедрин"));
  assert.ok(!sameName("Пробин Ильдар", "Пробина Ильдар"));
  assert.ok(!sameName("Образцова Майя", "Образцова Майя Тестовна"));
  assert.equal(nameKey(" ПётрЪ "), "петръ");
});

Deno.test("Names are written in full and in short", () => {
  const person = { surname: "Примерова", name: "Анна", patronymic: "Тестовна" };
  assert.equal(fullName(person), "Примерова Анна Тестовна");
  assert.equal(fullName({ ...person, patronymic: null }), "Примерова Анна");
  assert.equal(shortName(person), "Анна П.");
});
