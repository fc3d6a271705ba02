import { createDefine } from "fresh";

import type { Instant, LocalDate } from "./domain/local_date.ts";
import type { Phone } from "./domain/phone.ts";
import type { SessionOwner, UseCases } from "./use_cases/mod.ts";

export type Insured = Extract<SessionOwner, { kind: "insured" }>;
export type Staff = Extract<SessionOwner, { kind: "staff" }>;
export type EmployerContact = Extract<SessionOwner, { kind: "employer" }>;

export interface Site {
  publicUrl: string;
  /** The medical desk's phone, on every page. */
  deskPhone: Phone;
  /** On the card that is shown at a clinic. */
  insurerName: string;
  /** How else the insurer is reached; null is not set. */
  insurerContacts: { email: string | null; address: string | null; hours: string | null };
  temporalUiUrl: string | null;
}

/** What every handler and page finds in `ctx.state`. */
export interface State {
  useCases: UseCases;
  /** The product's settings that pages show. */
  site: Site;
  now: Instant;
  /** The network address that the request came from. */
  ip: string;
  userAgent: string | null;
  owner: SessionOwner | null;
  /** Belongs into every form: `<CsrfField token={...} />`. */
  csrfToken: string;
  /** The body of a form that has passed the checks of origin and token. */
  form: FormData;
  /** Cookies that the answer sets. */
  setCookies: string[];
  cookies: ReadonlyMap<string, string>;
  secure: boolean;
}

/** `State` in the part of the site where an insured person is logged in. */
export interface InsuredState extends State {
  owner: Insured;
  today: LocalDate;
}

/** `State` in /ops. */
export interface StaffState extends State {
  owner: Staff;
}

/** `State` in /employer. */
export interface EmployerState extends State {
  owner: EmployerContact;
  today: LocalDate;
}

export const define = createDefine<State>();
export const defineInsured = createDefine<InsuredState>();
export const defineOps = createDefine<StaffState>();
export const defineEmployer = createDefine<EmployerState>();
