import { nameKey } from "./person_name.ts";
import type { Phone } from "./phone.ts";

/** Whether the insurer pays for something, and whether the medical desk must agree first. */
export type Payment = "paid" | "paid_with_approval" | "not_paid";

/** One line of what a programme pays for. */
export interface ProgrammeItem {
  readonly kind: Payment;
  /** «Приемы врачей» */
  readonly title: string;
  /** Conditions and limits in a sentence. */
  readonly detail: string | null;
}

/** A place that takes the insured of a programme. */
export interface ProgrammeClinic {
  readonly name: string;
  readonly city: string;
  /** Without the city. */
  readonly address: string;
  /** Null: visits are arranged by the medical desk alone. */
  readonly phone: Phone | null;
  readonly hours: string | null;
  /** Kinds of care, «терапевт», «анализы»: at least one. */
  readonly care: readonly string[];
  /** With its scheme. */
  readonly site: string | null;
}

/** What the insured are told of a programme. */
export interface ProgrammeContent {
  readonly items: readonly ProgrammeItem[];
  readonly clinics: readonly ProgrammeClinic[];
}

/**
 * Cities and kinds of care as the first clinic spells them, so that a filter has «Уфа» once where
 * capitals or «ё» differ.
 */
export function inOneSpelling(clinics: readonly ProgrammeClinic[]): ProgrammeClinic[] {
  const first = new Map<string, string>();
  const spelt = (text: string) => {
    const key = nameKey(text);
    if (!first.has(key)) first.set(key, text);
    return first.get(key)!;
  };
  return clinics.map((clinic) => ({
    ...clinic,
    city: spelt(clinic.city),
    care: clinic.care.map(spelt),
  }));
}

/** Whether two say the same, in the same order. */
export function sameContent(a: ProgrammeContent, b: ProgrammeContent): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

/** In one order of fields, whatever they were read from. */
function plain({ items, clinics }: ProgrammeContent) {
  return [
    items.map(({ kind, title, detail }) => [kind, title, detail]),
    clinics.map((
      { name, city, address, phone, hours, care, site },
    ) => [name, city, address, phone, hours, care, site]),
  ];
}
