import assert from "node:assert/strict";
import {
  clinicSearchQuery,
  readClinicSearch,
  searchableText,
  searchStems,
} from "./clinic_search.ts";

const PLACE = searchableText([
  "Стоматология «Ёлочка»",
  "Уфа",
  "ул. Первомайская, 14",
  "детский стоматолог",
  "анализы",
]);

Deno.test("words are found by their beginnings, whatever their case, capitals and «ё»", () => {
  const typed = ["елочка", "ЁЛОЧКУ", "в Уфе", "стоматологию", "стоматолог уфа", "первомайской 14"]
    .concat(["анализов", "г. Уфа, ул. Первомайская", "  ", "дет"]);
  for (const words of typed) assert.ok(finds(words), words);
});

Deno.test("every word must be there, and a word's middle is no beginning", () => {
  for (const words of ["елочка москва", "матолог", "4", "рентген", "салават"]) {
    assert.ok(!finds(words), words);
  }
});

Deno.test("signs of a pattern are no pattern", () => {
  assert.deepEqual(searchStems("100%_ 'or' \\"), ["100", "or"]);
});

Deno.test("an endless query is cut", () => {
  assert.ok(searchStems("слово ".repeat(5000)).length <= 8);
  const many = Array.from({ length: 50 }, (_, i) => `${i}`).join(" ");
  assert.equal(searchStems(many).length, 8);
});

Deno.test("a search goes into the page's address and back", () => {
  const search = { words: "терапевт", city: "Уфа", care: "УЗИ", page: 2 };
  assert.deepEqual(readClinicSearch(new URLSearchParams(clinicSearchQuery(search))), search);
  const nothing = { words: "", city: null, care: null, page: 1 };
  assert.equal(clinicSearchQuery(nothing), "");
  for (const query of ["", "q=&city=&care=", "page=0", "page=-1", "page=1e9", "page=99999"]) {
    assert.deepEqual(readClinicSearch(new URLSearchParams(query)), nothing, query);
  }
});

function finds(words: string): boolean {
  return searchStems(words).every((stem) => PLACE.includes(` ${stem}`));
}
