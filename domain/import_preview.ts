import type { LocalDate } from "./local_date.ts";
import type { Kopecks } from "./money.ts";
import type { Quantity } from "./quantity.ts";

/** Of a reason's rows, and of lines that change, a preview shows these many. */
export const ROWS_SHOWN = 20;

/** Rows of one reason: refused or held. */
export interface ReasonCount {
  reason: string;
  /** A name that belongs to the reason. */
  detail?: string;
  rows: number;
}

/** A row as its file has it, and why it would be refused. */
export interface RefusedRow {
  sheetRow: number;
  cells: (string | number | null)[];
  reason: string;
  detail?: string;
}

/** A line that would wait for staff. */
export interface HeldRow {
  sheetRow: number;
  reason: string;
  policyNumber: string;
  name: string;
  serviceDate: LocalDate;
  service: string;
  costKopecks: Kopecks;
}

/** What a line claims. */
export interface LineClaim {
  service: string;
  quantity: Quantity;
  costKopecks: Kopecks;
  /** The insured's part. */
  franchiseKopecks: Kopecks;
}

/** A line of a replaced file that is otherwise, or gone, in the one that replaces it. */
export interface LineChange {
  personId: number;
  name: string;
  policyNumber: string;
  serviceDate: LocalDate;
  /** In the replaced file. */
  row: number;
  was: LineClaim;
  /** Null where the service is gone. */
  now: LineClaim & { row: number; held: string | null } | null;
  /** Where it was charged; null where it was not yet. */
  invoiceId: number | null;
  /** By how much that invoice comes down. */
  creditedKopecks: Kopecks;
}

/** Rows of a preview; one that was counted before they were kept has none. */
interface ShownRows {
  /** The columns as the file calls them. */
  columns?: string[];
  /** The first {@linkcode ROWS_SHOWN} of each reason. */
  refusedRows?: RefusedRow[];
}

/** What loading a clinic's register would come to. */
export interface RegisterPreview extends ShownRows {
  kind: "register";
  clinic: string;
  accepted: number;
  costKopecks: Kopecks;
  /** The insured's part. */
  franchiseKopecks: Kopecks;
  /** People whose lines they are. */
  people: number;
  marked: number;
  refused: ReasonCount[];
  held: ReasonCount[];
  /** Compared with the file that it replaces. */
  unchanged: number;
  changed: number;
  gone: number;
  /** By how much invoices would come down. */
  creditedKopecks: Kopecks;
  /** What the held lines come to, and the first {@linkcode ROWS_SHOWN} of each reason. */
  heldCostKopecks?: Kopecks;
  heldFranchiseKopecks?: Kopecks;
  heldRows?: HeldRow[];
  /** The first {@linkcode ROWS_SHOWN} of what changed and is gone. */
  lineChanges?: LineChange[];
}

/** A row of a roster's preview: whom it is about, and each field as it was and would be. */
export interface RosterChange {
  policyNumber: string;
  name: string;
  changes: { field: string; was: string; now: string }[];
}

/** A policy that a full roster leaves out. It is called off where it ends before it starts. */
export interface RosterEnding {
  policyNumber: string;
  name: string;
  startsOn: LocalDate;
  wasEndsOn: LocalDate;
  endedOn: LocalDate;
}

/** What loading an employer's roster would come to; of each list the first ones. */
export interface RosterPreview extends ShownRows {
  kind: "roster";
  /** Policies of the employer that run on the day of loading. */
  running?: number;
  /** Whose the file's policies are, where most are of one other employer. */
  meantEmployer?: string | null;
  /** The last day of whom a full roster leaves out; null: it is not a full one. */
  absentLastDay: LocalDate | null;
  added: { count: number; rows: RosterChange[] };
  changed: { count: number; rows: RosterChange[] };
  unchanged: number;
  refused: ReasonCount[];
  /** All of them: nobody else will be ended. */
  ended: RosterEnding[];
}

export type ImportPreview = RegisterPreview | RosterPreview;

/** A full roster that leaves out more than one running policy in ten may lack a part of its rows. */
export function endsMany({ ended, running = 0 }: RosterPreview): boolean {
  return ended.length * 10 > running && ended.length > 0;
}
