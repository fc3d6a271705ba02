/** Keeps a number and the word after it on one line: «29 мая», «30 рабочих». */
export function unbroken(text: string): string {
  return text.replace(/(\d) (?=\p{L})/gu, "$1\u00a0");
}
