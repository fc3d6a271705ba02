/** A Russian number's ten digits, without +7: `9005550001`. */
export type Phone = string & { readonly __brand: "Phone" };

/**
 * Reads ten digits, also after +7, 7 or 8, with the usual spaces, dashes and brackets.
 *
 * @returns null for anything else
 */
export function parsePhone(text: string): Phone | null {
  const compact = text.replace(/[\s\u00a0()\-\u2010-\u2013]/g, "");
  const match = /^(?:\+?7|8)?(\d{10})$/.exec(compact);
  return match ? match[1] as Phone : null;
}

/** `+7 900 123-45-67` */
export function formatPhone(phone: Phone): string {
  return phone.replace(/^(\d{3})(\d{3})(\d\d)(\d\d)$/, "+7 $1 $2-$3-$4");
}

/** `+79001234567`, for `tel:` links and providers. */
export function internationalPhone(phone: Phone): string {
  return `+7${phone}`;
}
