/** What somebody looks for among a programme's clinics. */
export interface ClinicSearch {
  /** As typed. */
  readonly words: string;
  /** A city or a kind of care that the programme does not have chooses nothing. */
  readonly city: string | null;
  readonly care: string | null;
  /** From 1. */
  readonly page: number;
}

/** Clinics on one page of a list. */
export const CLINICS_ON_A_PAGE = 30;

const MOST_TYPED = 100;
const MOST_WORDS = 8;

/** Texts as a search compares them: small letters, «е» for «ё», a space before each word. */
export function searchableText(texts: readonly string[]): string {
  return texts.flatMap(wordsOf).map((word) => ` ${word}`).join("");
}

/**
 * The beginnings of words that a clinic must have, all of them: case endings are taken off, so that
 * «в Уфе» finds what stands in «Уфа», and «анализов» finds «анализы».
 */
export function searchStems(typed: string): string[] {
  const words = wordsOf(typed.slice(0, MOST_TYPED)).filter((word) => !FILLERS.has(word));
  return [...new Set(words.map(stemOf))].slice(0, MOST_WORDS);
}

/** What the address of the page asks for; what it can't mean is left out. */
export function readClinicSearch(query: URLSearchParams): ClinicSearch {
  const page = query.get("page") ?? "";
  return {
    words: (query.get("q") ?? "").slice(0, MOST_TYPED).trim(),
    city: query.get("city")?.slice(0, MOST_TYPED) || null,
    care: query.get("care")?.slice(0, MOST_TYPED) || null,
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
  };
}

/** The query of such a search, with its «?»; empty where nothing is asked for. */
export function clinicSearchQuery({ words, city, care, page }: ClinicSearch): string {
  const query = new URLSearchParams();
  if (words) query.set("q", words);
  if (city) query.set("city", city);
  if (care) query.set("care", care);
  if (page > 1) query.set("page", String(page));
  return query.size === 0 ? "" : `?${query}`;
}

function wordsOf(text: string): string[] {
  const plain = text.normalize("NFC").toLowerCase().replaceAll("ё", "е");
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

const FILLERS = new Set(["в", "во", "на", "и", "у", "по", "для", "с", "г", "город", "ул", "улица"]);

const ENDING =
  /(?:ами|ями|ого|его|ому|ему|ыми|ими|ов|ев|ей|ах|ях|ам|ям|ой|ый|ий|ая|яя|ое|ее|ую|юю|ых|их|[аеиоуыэюяйь])$/u;

/** Two letters at least are left, so that a short word stays what it is. */
function stemOf(word: string): string {
  const stem = word.replace(ENDING, "");
  return stem.length >= 2 ? stem : word;
}
