/** Which column a refusal speaks of, the first of these that the file has. */
const COLUMNS: Record<string, string[]> = {
  duplicate: ["rowNumber"],
  policy_number_missing: ["policyNumber"],
  unknown_policy: ["policyNumber"],
  not_activated: ["policyNumber"],
  name_missing: ["name", "surname"],
  name_mismatch: ["name", "surname"],
  date_missing: ["serviceDate"],
  date_not_readable: ["serviceDate"],
  date_in_future: ["serviceDate"],
  outside_policy: ["serviceDate"],
  before_active: ["serviceDate"],
  after_withdrawal: ["serviceDate"],
  service_missing: ["service"],
  quantity_not_readable: ["quantity"],
  price_not_readable: ["price"],
  cost_not_readable: ["cost"],
  not_above_zero: ["quantity"],
  too_large: ["price"],
  cost_mismatch: ["cost", "price"],
};

/** The column beside which a refused row's reason is said. */
export function columnOfRefusal(reason: string, columns: readonly string[]): string {
  return COLUMNS[reason]?.find((column) => columns.includes(column)) ?? columns[0] ?? "";
}
