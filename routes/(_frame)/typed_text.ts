/** A text as it was typed, trimmed. No key types U+0000, which Postgres can't keep in a text. */
export function typedText(text: string): string {
  return text.replaceAll("\0", "").trim();
}
