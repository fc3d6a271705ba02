/** The text as a key of the table, or null where it is none: an address may say anything. */
export function knownWord<Words extends object>(
  words: Words,
  text: string | null | undefined,
): keyof Words & string | null {
  return text !== null && text !== undefined && Object.hasOwn(words, text)
    ? text as keyof Words & string
    : null;
}
