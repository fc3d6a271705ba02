import { groupedBy } from "./grouped.ts";
import { cellDate, cellText, type RegisterCells } from "./register_line.ts";

/** A service as two files of a clinic are compared by. */
export interface ComparedService {
  /** Policy, date, code and row number, joined. */
  readonly key: string;
  /** Hash of the service itself, its row number aside. */
  readonly fingerprint: string;
}

/** How a corrected file's service stands to the replaced one's. */
export interface Pair<Old, New> {
  readonly kind: "same" | "changed";
  readonly old: Old;
  readonly fresh: New;
}

export interface Comparison<Old, New> {
  readonly pairs: Pair<Old, New>[];
  /** In the replaced file only. */
  readonly gone: Old[];
}

/**
 * Compares the services of a corrected file with those of the replaced one. Equal ones are paired
 * first, then equal ones whose row number moved, since a row put in above moves all below it; what
 * is left is paired by policy, date, code and row number: such a service has changed.
 */
export function compareServices<Old extends ComparedService, New extends ComparedService>(
  olds: Iterable<Old>,
  fresh: Iterable<New>,
): Comparison<Old, New> {
  const pairs: Pair<Old, New>[] = [];
  let left = { olds: [...olds], fresh: [...fresh] };
  const rounds: [Pair<Old, New>["kind"], (service: ComparedService) => string][] = [
    ["same", ({ key, fingerprint }) => `${fingerprint} ${key}`],
    ["same", ({ fingerprint }) => fingerprint],
    ["changed", ({ key }) => key],
  ];
  for (const [kind, by] of rounds) {
    const waiting = groupedBy(left.olds, by);
    const rest: New[] = [];
    for (const service of left.fresh) {
      const old = waiting.get(by(service))?.shift();
      if (old === undefined) rest.push(service);
      else pairs.push({ kind, old, fresh: service });
    }
    left = { olds: [...waiting.values()].flat(), fresh: rest };
  }
  return { pairs, gone: left.olds };
}

/** The key of a row as its file has it. */
export function keyOfCells(cells: RegisterCells): string {
  return serviceKey({
    policyNumber: cellText(cells.policyNumber),
    serviceDate: cellDate(cells.serviceDate) ?? cellText(cells.serviceDate),
    code: cellText(cells.code) || null,
    rowNumber: cellText(cells.rowNumber) || null,
  });
}

const UNIT_SEPARATOR = "\u001f";

/** The key of a service that stands as a line. */
export function serviceKey(service: {
  policyNumber: string;
  serviceDate: string;
  code: string | null;
  rowNumber: string | null;
}): string {
  const { policyNumber, serviceDate, code, rowNumber } = service;
  return [policyNumber, serviceDate, (code ?? "").toUpperCase(), rowNumber ?? ""]
    .join(UNIT_SEPARATOR);
}
