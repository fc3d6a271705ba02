import { HttpError } from "fresh";
import type { InsuredState } from "../../../../state.ts";

/** What the address asks for: the year, and clinics and services with `?services`. */
export function statementWanted(state: InsuredState, { year = "", url }: Asked) {
  if (!/^[1-9]\d{3}$/.test(year)) throw new HttpError(404);
  return {
    payer: state.owner,
    year: Number(year),
    detail: url.searchParams.has("services") ? "services" as const : "payments" as const,
    ip: state.ip,
  };
}

interface Asked {
  year: string | undefined;
  url: URL;
}
