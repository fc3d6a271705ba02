export interface PersonName {
  readonly surname: string;
  readonly name: string;
  readonly patronymic: string | null;
}

/** `Образцова Майя Тестовна` */
export function fullName({ surname, name, patronymic }: PersonName): string {
  return [surname, name, patronymic].map((part) => collapse(part ?? "")).filter(Boolean).join(" ");
}

/** `Майя О.`, for a screen that others may see. */
export function shortName({ surname, name }: Pick<PersonName, "surname" | "name">): string {
  const initial = [...collapse(surname)][0];
  return initial ? `${collapse(name)} ${initial.toUpperCase()}.` : collapse(name);
}

/** Whether two writings are one name: capitals, spaces, and «е» for «ё» don't matter. */
export function sameName(a: string, b: string): boolean {
  return nameKey(a) === nameKey(b);
}

/** What `sameName` compares; fit for an index. */
export function nameKey(text: string): string {
  return collapse(text).toLowerCase().replaceAll("ё", "е").replace(/ ?[-\u2010-\u2015] ?/g, "-");
}

/** One space between words. NFC, because some systems send «й» and «ё» as two characters. */
export function collapse(text: string): string {
  return IN_ORDER.test(text) ? text : text.normalize("NFC").trim().replace(/\s+/g, " ");
}

/** Words of letters that NFC leaves alone, one space between them: so are nearly all of a register's. */
const IN_ORDER = /^(?:[!-~\u0400-\u0482\u048a-\u04ff№«»\u2013\u2014]+(?: (?! |$)|$))*$/;
