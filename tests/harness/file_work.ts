import { importRegister } from "../../use_cases/imports/import_register.ts";
import { importRoster } from "../../use_cases/imports/import_roster.ts";
import { previewFile } from "../../use_cases/imports/preview_file.ts";
import type { TestSite } from "./site.ts";

/** Does what the worker would on the messages about files that wait. */
export async function work({ sql, clock }: TestSite): Promise<void> {
  const rows = await sql<{ type: string; input: { fileId: number } }[]>`
    update outbox set delivered_at = recorded_at
    where delivered_at is null and workflow_type in ('register', 'roster', 'preview')
    returning workflow_type as type, input`;
  for (const { type, input } of rows) {
    if (type === "register") await importRegister(sql, clock, input);
    else if (type === "roster") await importRoster(sql, clock, input);
    else await previewFile(sql, clock, input);
  }
}
