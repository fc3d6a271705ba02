/**
 * A text field as it was typed, trimmed; empty where it is missing or is a file. No key types U+0000,
 * which Postgres can't keep in a text.
 */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replaceAll("\0", "").trim() : "";
}
