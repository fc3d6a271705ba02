import type { LocalDate } from "./local_date.ts";
import { cellDate, cellText, type RawCell } from "./register_line.ts";

/** A row of a list of consents given on paper or in an earlier cabinet. */
export interface ActivationCells {
  readonly policyNumber: RawCell;
  readonly consentedOn: RawCell;
  readonly source: RawCell;
}

/** What is known of the policy that the row names. */
export interface PolicyPeriod {
  readonly startsOn: LocalDate;
  /** Inclusive. */
  readonly endsOn: LocalDate;
  readonly activated: boolean;
  /** The insured is a minor or a ward, and nobody acts for them. */
  readonly lacksRepresentative: boolean;
}

/** Each reason as the command line writes it, and as a page says it. */
export const ACTIVATION_REFUSALS = {
  policy_number_missing: {
    english: "policy number missing",
    russian: "Не указан номер полиса",
  },
  unknown_policy: {
    english: "unknown policy",
    russian: "Полис с таким номером не найден",
  },
  date_not_readable: {
    english: "date not readable",
    russian: "Дата согласия не читается: нужна дата вида 01.09.2026",
  },
  date_in_future: {
    english: "consent date in the future",
    russian: "Дата согласия еще не наступила",
  },
  outside_policy: {
    english: "consent outside the policy's period",
    russian: "Дата согласия не входит в срок полиса",
  },
  policy_ended: {
    english: "policy ends before service would open",
    russian: "Полис кончается раньше, чем открылось бы обслуживание",
  },
  no_representative: {
    english: "no representative for a minor",
    russian: "У несовершеннолетнего или подопечного не указан законный представитель",
  },
  already_activated: {
    english: "already activated",
    russian: "Франшиза по этому полису уже активирована",
  },
} as const satisfies Record<string, { english: string; russian: string }>;

export type ActivationRefusal = keyof typeof ACTIVATION_REFUSALS;

export type ActivationVerdict =
  | { ok: true; consentedOn: LocalDate; source: string }
  | { ok: false; reason: ActivationRefusal };

/** What a consent without a stated source is taken for. */
const PAPER = "paper";

/**
 * Judges one row. A consent from before the policy was most likely given for an earlier one, so it
 * must fall within the period.
 */
export function checkActivationRow(
  cells: ActivationCells,
  policy: PolicyPeriod | null,
  today: LocalDate,
): ActivationVerdict {
  if (cellText(cells.policyNumber) === "") return refused("policy_number_missing");
  if (policy === null) return refused("unknown_policy");
  const consentedOn = cellDate(cells.consentedOn);
  if (consentedOn === null) return refused("date_not_readable");
  if (consentedOn > today) return refused("date_in_future");
  if (policy.activated) return refused("already_activated");
  if (consentedOn < policy.startsOn || consentedOn > policy.endsOn) {
    return refused("outside_policy");
  }
  if (policy.lacksRepresentative) return refused("no_representative");
  return { ok: true, consentedOn, source: cellText(cells.source) || PAPER };
}

function refused(reason: ActivationRefusal): ActivationVerdict {
  return { ok: false, reason };
}
