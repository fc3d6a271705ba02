import assert from "node:assert/strict";
import { addDays, localDate } from "./local_date.ts";
import { comesOfAgeOn, dependenceOn, mayActFor, mayLookAt, whoActsFor } from "./representation.ts";

const MOTHER = 1;
const CHILD = {
  personId: 2,
  birthDate: localDate("2008-11-23"),
  representativeId: MOTHER,
  ward: false,
};
const BIRTHDAY = localDate("2026-11-23");
const EVE = addDays(BIRTHDAY, -1);

Deno.test("the representative acts for a minor to the day before the 18th birthday, the person from it on", () => {
  assert.equal(dependenceOn(CHILD, EVE), "minor");
  assert.equal(dependenceOn(CHILD, BIRTHDAY), null);
  assert.equal(whoActsFor(CHILD, EVE), MOTHER);
  assert.equal(whoActsFor(CHILD, BIRTHDAY), CHILD.personId);
  assert.equal(mayActFor(MOTHER, CHILD, BIRTHDAY), false);
  assert.equal(mayActFor(CHILD.personId, CHILD, EVE), false);
});

Deno.test("a ward of full age is acted for, and not by themselves", () => {
  const ward = { ...CHILD, ward: true };
  assert.equal(dependenceOn(ward, EVE), "minor");
  assert.equal(dependenceOn(ward, BIRTHDAY), "ward");
  assert.equal(mayActFor(MOTHER, ward, BIRTHDAY), true);
  assert.equal(mayActFor(ward.personId, ward, BIRTHDAY), false);
});

Deno.test("nobody acts for a minor or a ward without a representative, not even a stranger", () => {
  for (const person of [CHILD, { ...CHILD, ward: true, birthDate: localDate("1980-01-01") }]) {
    const alone = { ...person, representativeId: null };
    assert.equal(whoActsFor(alone, EVE), null);
    assert.equal(mayActFor(99, alone, EVE), false);
  }
});

Deno.test("one's own record may be looked at always, another's while one acts for them", () => {
  assert.equal(mayLookAt(CHILD.personId, CHILD, EVE), true);
  assert.equal(mayLookAt(MOTHER, CHILD, EVE), true);
  assert.equal(mayLookAt(MOTHER, CHILD, BIRTHDAY), false);
  assert.equal(mayLookAt(99, CHILD, EVE), false);
});

Deno.test("a person comes of age on the 18th birthday, of 29 February on 1 March", () => {
  assert.equal(comesOfAgeOn(CHILD.birthDate), BIRTHDAY);
  assert.equal(comesOfAgeOn(localDate("2008-02-29")), "2026-03-01");
  assert.equal(comesOfAgeOn(localDate("2006-02-28")), "2024-02-28");
});
