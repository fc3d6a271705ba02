import { fixedClock } from "../../clock.ts";
import type { Database, Sql } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import { atLocalTime, localDate } from "../../domain/local_date.ts";
import {
  type ActivationsOutcome,
  importActivations,
} from "../../use_cases/imports/import_activations.ts";
import {
  importRegister,
  type RegisterOutcome,
  type UnreadableFile,
} from "../../use_cases/imports/import_register.ts";
import { importRoster, type RosterOutcome } from "../../use_cases/imports/import_roster.ts";
import { storeFile } from "../../use_cases/imports/receive_file.ts";

/** What `expected.json` assumes: the clinic, and who consented when. */
export const CLINIC = "ООО «Клиника Образец»";
export const EMPLOYER = "АО «Завод Образец»";
export const IMPORTED_ON = noonOf("2026-11-10");

export interface ExpectedRegister {
  accepted: number;
  rejected: Record<string, string>;
  franchise_kopecks_by_policy: Record<string, number>;
}

export function sample(name: string): Uint8Array {
  return Deno.readFileSync(new URL(name, import.meta.url));
}

export function expectedOf(name: string): ExpectedRegister {
  const all = JSON.parse(Deno.readTextFileSync(new URL("expected.json", import.meta.url)));
  return all[name];
}

export function noonOf(date: string): Clock {
  return fixedClock(atLocalTime(localDate(date), "12:00", "Asia/Yekaterinburg"));
}

/** The sample people, all activated as `expected.json` assumes. */
export async function loadPeople(sql: Database, region?: string): Promise<void> {
  const roster = await loadRoster(sql, {
    content: sample("roster.xlsx"),
    ...(region ? { region } : {}),
  });
  if (!roster.ok) throw new Error(roster.problem);
  await loadActivations(sql, new TextDecoder().decode(sample("consents.csv")));
}

export async function loadRoster(
  sql: Sql,
  roster: {
    content: Uint8Array;
    employer?: string;
    name?: string;
    region?: string;
    clock?: Clock;
  },
): Promise<RosterOutcome | UnreadableFile> {
  const clock = roster.clock ?? noonOf("2026-06-01");
  const stored = await storeFile(sql, clock, {
    kind: "roster",
    employer: roster.employer ?? EMPLOYER,
    name: roster.name ?? "roster.xlsx",
    content: roster.content,
    uploadedBy: null,
    ...(roster.region ? { region: roster.region } : {}),
  });
  if (!stored.ok) throw new Error(stored.reason);
  return await importRoster(sql, clock, { fileId: stored.file.id });
}

export async function loadActivations(
  sql: Sql,
  csv: string,
  clock: Clock = noonOf("2026-10-20"),
): Promise<ActivationsOutcome> {
  const stored = await storeFile(sql, clock, {
    kind: "activations",
    name: "activations.csv",
    content: new TextEncoder().encode(csv),
    uploadedBy: null,
  });
  if (!stored.ok) throw new Error(stored.reason);
  const outcome = await importActivations(sql, clock, { fileId: stored.file.id });
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome;
}

export async function loadRegister(
  sql: Sql,
  register: {
    content: Uint8Array;
    name: string;
    clinic?: string;
    clock?: Clock;
    /** Ids of the file that it replaces, or whose refused rows it mends. */
    replaces?: number;
    mends?: number;
  },
): Promise<RegisterOutcome | UnreadableFile> {
  const clock = register.clock ?? IMPORTED_ON;
  const stored = await storeFile(sql, clock, {
    kind: "register",
    clinic: register.clinic ?? CLINIC,
    name: register.name,
    content: register.content,
    uploadedBy: null,
    ...(register.replaces === undefined ? {} : { replaces: register.replaces }),
    ...(register.mends === undefined ? {} : { mends: register.mends }),
  });
  if (!stored.ok) throw new Error(stored.reason === "no_correction" ? stored.why : stored.reason);
  return await importRegister(sql, clock, { fileId: stored.file.id });
}
