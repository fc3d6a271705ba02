import type { LocalDate } from "./local_date.ts";
import type { Kopecks } from "./money.ts";

/** Rows of one reason: refused or held. */
export interface ReasonCount {
  reason: string;
  rows: number;
}

/** What loading a clinic's register would come to. */
export interface RegisterPreview {
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
export interface RosterPreview {
  kind: "roster";
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
