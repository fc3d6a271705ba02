/** Letters that the name of a clinic or an employer may have. */
export const LONGEST_SENDER_NAME = 200;

/** A name as it is kept: one space between words. */
export function senderName(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ");
}

/**
 * Whether two writings are one name: quotes, punctuation, spaces, capitals and «е» for «ё» don't
 * matter. A legal form does: ООО «Здоровье» and АО «Здоровье» are two companies.
 */
export function sameSender(a: string, b: string): boolean {
  return words(a).join("") === words(b).join("");
}

/**
 * Whether one name may be a slip for the other: they agree but for the legal form, or for a letter
 * or two. Names whose numbers differ are never alike: of a city's clinics each has one.
 */
export function alikeSenders(a: string, b: string): boolean {
  const [one, other] = [bareName(a), bareName(b)];
  if (one === other) return true;
  if (one.replaceAll(/\D+/g, " ").trim() !== other.replaceAll(/\D+/g, " ").trim()) return false;
  const length = Math.max(one.length, other.length);
  const slips = length < 6 ? 0 : length < 12 ? 1 : 2;
  return Math.abs(one.length - other.length) <= slips && distance(one, other) <= slips;
}

/** Whether two names agree but for the legal form: nothing in them was mistyped. */
export function sameButForm(a: string, b: string): boolean {
  return bareName(a) === bareName(b);
}

/** As they are abbreviated, and written out. */
const LEGAL_FORMS = [
  /^(общество с ограниченной ответственностью|публичное акционерное общество) /,
  /^((открытое|закрытое|непубличное) )?акционерное общество /,
  /^индивидуальный предприниматель /,
  /^(((федеральное|муниципальное) )?государственное|муниципальное|частное)( (бюджетное|автономное|казенное))? учреждение( здравоохранения)? /,
  /(^| )(ооо|оао|зао|пао|нао|ао|ип|нко|ано|чуз|гуз|гбуз|гауз|гкуз|гбу|гау|гуп|муп|муз|мбуз|фгбу|фгуп|фгау|llc|ltd)(?= |$)/g,
];

/** Without its legal form; a name that is nothing else stays as it is. */
function bareName(name: string): string {
  const whole = words(name).join(" ");
  const bare = LEGAL_FORMS.reduce((left, form) => left.replace(form, " ").trim(), whole);
  return (bare || whole).replaceAll(" ", "");
}

function words(name: string): string[] {
  return senderName(name).toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** How many letters are put in, left out, replaced, or changed places. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
        ? before[j - 2]! + 1
        : Infinity;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same, swapped));
    }
    before = row;
    row = next;
  }
  return row.at(-1)!;
}
