import assert from "node:assert/strict";
import { inOneSpelling, type ProgrammeClinic, sameContent } from "./programme.ts";
import { checkClinicRow, checkItemRow, type ClinicCells } from "./programme_row.ts";

const CLINIC: ClinicCells = {
  name: "Клиника «Образец»",
  city: "г. Уфа",
  address: "ул. Примерная, 14",
  phone: 89005552101,
  hours: " пн–пт  8:00–20:00 ",
  care: "Терапевт, МРТ; анализы, терапевт",
  site: "obrazets.example",
};

Deno.test("a clinic's cells become a place: city without «г.», kinds of care once, phone and site in full", () => {
  assert.deepEqual(checkClinicRow(CLINIC), {
    ok: true,
    entry: {
      name: "Клиника «Образец»",
      city: "Уфа",
      address: "ул. Примерная, 14",
      phone: "9005552101",
      hours: "пн–пт 8:00–20:00",
      care: ["терапевт", "МРТ", "анализы"],
      site: "https://obrazets.example/",
    },
  });
});

Deno.test("a city that begins like «г.» keeps its name", () => {
  for (const city of ["Гай", "Городец", "Москва"]) assert.equal(clinicOf({ city }).city, city);
  assert.equal(clinicOf({ city: "город Уфа" }).city, "Уфа");
});

Deno.test("phone, hours and site may be missing", () => {
  const { phone, hours, site } = clinicOf({ phone: null, hours: "", site: " " });
  assert.deepEqual([phone, hours, site], [null, null, null]);
});

Deno.test("all that is wrong with a clinic is told at once, in its own words", () => {
  const verdict = checkClinicRow({
    name: "",
    city: "Уфа",
    address: null,
    phone: "8 347 25-14",
    hours: "ч".repeat(121),
    care: " , ",
    site: "нет сайта",
  });
  assert.deepEqual(verdict.ok ? [] : verdict.problems, [
    "Не заполнен столбец «Клиника»",
    "Не заполнен столбец «Адрес»",
    "Телефон «8 347 25-14» не читается: нужен один номер, 10 цифр после +7, здесь 8",
    "«Часы работы» длиннее 120 знаков: сейчас 121",
    "Не заполнен столбец «Виды помощи»: например, «терапевт, анализы»",
    "Сайт «нет сайта» не читается: нужен адрес вида clinic.example",
  ]);
});

Deno.test("a site is an address of the web and nothing else", () => {
  for (const site of ["javascript:alert(1)", "ftp://a.example", "https://user:x@a.example", "a"]) {
    const verdict = checkClinicRow({ ...CLINIC, site });
    assert.ok(!verdict.ok || verdict.entry.site!.startsWith("https://"), site);
    assert.equal(verdict.ok, false, site);
  }
});

Deno.test("what is paid is read as people write it", () => {
  const kinds = ["Оплачено", "да", "По согласованию", "не оплачивается", "Нет"].map((kind) => {
    const verdict = checkItemRow({ kind, title: "Приемы врачей", detail: null });
    return verdict.ok ? verdict.entry.kind : verdict.problems;
  });
  assert.deepEqual(kinds, ["paid", "paid", "paid_with_approval", "not_paid", "not_paid"]);
});

Deno.test("a payment in other words is refused with those words", () => {
  assert.deepEqual(checkItemRow({ kind: "частично", title: null, detail: null }), {
    ok: false,
    problems: [
      "Не заполнен столбец «Услуга»",
      "Оплата «частично» не читается: напишите «оплачено», «по согласованию» или «не оплачено»",
    ],
  });
});

Deno.test("cities and kinds of care take the first clinic's spelling", () => {
  const clinics = inOneSpelling([
    clinicOf({ city: "Королёв", care: "МРТ" }),
    clinicOf({ city: "королев", care: "мрт, узи" }),
  ]);
  assert.deepEqual(clinics.map(({ city }) => city), ["Королёв", "Королёв"]);
  assert.deepEqual(clinics.map(({ care }) => care), [["МРТ"], ["МРТ", "узи"]]);
});

Deno.test("two contents are the same when they say the same in the same order", () => {
  const clinic = clinicOf({});
  const content = { items: [], clinics: [clinic, clinicOf({ city: "Москва" })] };
  const reordered = { ...clinic, site: clinic.site, name: clinic.name };
  assert.ok(sameContent(content, { items: [], clinics: [reordered, content.clinics[1]!] }));
  assert.ok(!sameContent(content, { items: [], clinics: content.clinics.toReversed() }));
  assert.ok(!sameContent(content, { items: [], clinics: [clinic] }));
});

function clinicOf(cells: Partial<ClinicCells>): ProgrammeClinic {
  const verdict = checkClinicRow({ ...CLINIC, ...cells });
  if (!verdict.ok) throw new Error(verdict.problems.join());
  return verdict.entry;
}
