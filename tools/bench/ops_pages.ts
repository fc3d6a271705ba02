import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isRouteFile, patternOf } from "../../fresh/file_routes.ts";
import type { Sql } from "../../db/connection.ts";

/** Every route of staff's that answers a GET, as a pattern: `/ops/people/:id`. */
export function staffPatterns(): string[] {
  const folder = fileURLToPath(new URL("../../routes/ops/(staff)", import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => isRouteFile(path) && !/(^|\/)_[^/]*$/.test(path))
    .map((path) => patternOf(["ops", ...path.replace(/\.tsx?$/, "").split("/")]))
    .sort();
}

/** By route: where it is fullest, and what staff ask of it. */
export type Addresses = Record<string, string[]>;

/** The addresses of routes that need more than their path. */
export async function addressesOf(sql: Sql): Promise<Addresses> {
  const [ids] = await sql<Record<"person" | "invoice" | "call" | "file" | "row", number>[]>`
    select (select payer_id from invoices group by payer_id order by count(*) desc limit 1) as person,
           (select invoice_id from recovery_cases where closed_at is null order by id limit 1) as invoice,
           (select id from notices where channel = 'call' and state = 'open' limit 1) as call,
           r.file_id as file, r.sheet_row as row
    from refused_rows r
    where r.file_id = (select file_id from refused_rows group by file_id
                       order by count(*) desc limit 1) and r.accepted_at is null
    limit 1`;
  const [others] = await sql<Record<"proposal" | "employer", number>[]>`
    select (select id from decisions where outcome is null limit 1) as proposal,
           (select employer_id from people group by 1 order by count(*) desc limit 1) as employer`;
  const { person, invoice, call, file, row } = ids!;
  const { proposal, employer } = others!;
  const employerName = encodeURIComponent("АО «Образец 1»");
  return {
    "/ops": ["/ops"],
    "/ops/files/:id": [`/ops/files/${file}`, `/ops/files/${file}?from=9001`],
    "/ops/files/:id/refused.csv": [`/ops/files/${file}/refused.csv`],
    "/ops/files/:id/rows/:row": [`/ops/files/${file}/rows/${row}`],
    "/ops/held": [
      "/ops/held",
      "/ops/held?from=19001",
      "/ops/held?who=Об",
      "/ops/held?list=decided",
    ],
    "/ops/invoices/publish": ["/ops/invoices/publish?through=2026-10-31"],
    "/ops/cases/:id": [`/ops/cases/${invoice}`],
    "/ops/calls": [
      "/ops/calls",
      "/ops/calls?list=later",
      "/ops/calls?list=closed",
      "/ops/calls?who=Об&sum=500",
    ],
    "/ops/calls/:id": [`/ops/calls/${call}`],
    "/ops/people": [
      "/ops/people",
      "/ops/people?q=Об",
      "/ops/people?q=7701/031",
      "/ops/people?q=Нет",
    ],
    "/ops/people/:id": [`/ops/people/${person}`],
    "/ops/decisions/:id": [`/ops/decisions/${proposal}`],
    "/ops/decisions/forgive": [`/ops/decisions/forgive?invoice=${invoice}`],
    "/ops/decisions/pause": [`/ops/decisions/pause?invoice=${invoice}`],
    "/ops/decisions/postpone": [`/ops/decisions/postpone?invoice=${invoice}`],
    "/ops/decisions/return": [`/ops/decisions/return?invoice=${invoice}`],
    "/ops/employers/:id": [`/ops/employers/${employer}`],
    "/ops/employers/:id/payments": [`/ops/employers/${employer}/payments`],
    "/ops/settings/employers/:id": [`/ops/settings/employers/${employer}`],
    "/ops/settings/staff/:id": ["/ops/settings/staff/3"],
    "/ops/settings/documents/:kind": ["/ops/settings/documents/personal_data"],
    "/ops/calendar/preview": [
      "/ops/calendar/preview?year=2026&scope=federal&off=2026-12-30&working=&source=1",
    ],
    "/ops/lists/:list": [
      ...["calls", "registrations", "defaults", "recovery", "refused", "held", "notices"].flatMap(
        (list) => [`/ops/lists/${list}`, `/ops/lists/${list}?org=${employerName}`],
      ),
      "/ops/lists/defaults?who=Об",
      "/ops/lists/defaults?sort=owedKopecks&order=down",
      "/ops/lists/refused?sort=reason&from=50001",
      "/ops/lists/notices?sort=who",
      "/ops/lists/notices?reason=timeout&channel=sms&since=01.10.2026",
      "/ops/lists/refused?kind=register&reason=unknown_policy",
    ],
    "/ops/lists/:list/file": [
      "/ops/lists/defaults/file",
      "/ops/lists/refused/file",
      "/ops/lists/held/file",
    ],
    "/ops/journal": [
      "/ops/journal",
      "/ops/journal?staff=3",
      "/ops/journal?staff=999",
      "/ops/journal?action=due_date_postponed",
      "/ops/journal?action=held_lines_refused",
      "/ops/journal?action=acts",
      "/ops/journal?from=01.02.2025&until=03.02.2025",
      "/ops/journal?staff=3&from=01.02.2025&until=03.02.2025",
      "/ops/journal?action=looks&until=03.02.2025",
      "/ops/journal?person=Образцова",
      "/ops/journal?person=7701/031/0000001&staff=3",
      "/ops/journal?before=20",
    ],
    "/ops/journal/file": ["/ops/journal/file?from=01.02.2025&until=03.02.2025"],
  };
}
