import { typedText } from "./typed_text.ts";

/** A text field as it was typed; empty where it is missing or is a file. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? typedText(value) : "";
}
