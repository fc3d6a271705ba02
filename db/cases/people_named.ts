import type { Sql } from "../connection.ts";

/**
 * A condition on the rows of `people` under the name `person`: words are the beginnings of the
 * surname, the name and the patronymic, capitals and «ё» don't matter; words with a digit in them
 * are the beginning of a policy number. No words are everybody.
 *
 * Beginnings are ranges of letters by their codes, so indexes find them whatever the database's
 * language is, and a prepared statement keeps finding them (`like` loses its index there).
 */
export function isNamed(sql: Sql, person: string, words: string) {
  const typed = words.trim();
  if (typed === "") return sql`true`;
  const p = sql(person);
  if (/\d/.test(typed)) {
    return sql`${p}.id in (
      select person_id from policies where ${beginsWith(sql, sql`number`, typed)})`;
  }
  const [surname = "", name = "", patronymic = ""] = folded(typed).split(/\s+/);
  return sql`(
    ${beginsWith(sql, key(sql, person, "surname"), surname)}
    ${name === "" ? sql`` : sql`and ${beginsWith(sql, key(sql, person, "name"), name)}`}
    ${
    patronymic === ""
      ? sql``
      : sql`and ${beginsWith(sql, key(sql, person, "patronymic"), patronymic)}`
  })`;
}

/** In the order in which `isNamed` finds them: by surname, as an index has them. */
export function byName(sql: Sql, person: string) {
  const p = sql(person);
  return sql`${key(sql, person, "surname")} collate "C", ${p}.name, ${p}.id`;
}

function key(sql: Sql, person: string, column: "surname" | "name" | "patronymic") {
  return sql`replace(lower(${sql(person)}.${sql(column)}), 'ё', 'е')`;
}

function folded(words: string): string {
  return words.toLowerCase().replaceAll("ё", "е");
}

/** The last sign that there is: no text that begins with the prefix stands behind it. */
const LAST = "\u{10ffff}";

function beginsWith(sql: Sql, text: ReturnType<typeof key>, prefix: string) {
  return sql`(${text} collate "C" >= ${prefix} and ${text} collate "C" < ${prefix + LAST})`;
}
