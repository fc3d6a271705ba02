import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { type Imported, imported } from "./imported.ts";
import { send, type State } from "./state.ts";
import type { World } from "./world.ts";

/** Staff's pages about files and their lines. */
export const OPS_FILES: readonly State[] = [
  { name: "ops-files", as: "staff", path: "/ops", given: asImported },
  { name: "ops-files-alike", as: "staff", path: "/ops", given: asImported, then: sendMistyped },
  { name: "ops-file-register", as: "staff", path: "/ops/files/:id", ids: file("register") },
  { name: "ops-file-roster", as: "staff", path: "/ops/files/:id", ids: file("roster") },
  { name: "ops-file-replacing", as: "staff", path: "/ops/files/:id", ids: file("replacing") },
  { name: "ops-file-repeated", as: "staff", path: "/ops/files/:id", ids: file("repeated") },
  { name: "ops-file-unreadable", as: "staff", path: "/ops/files/:id", ids: file("unreadable") },
  { name: "ops-file-waiting", as: "staff", path: "/ops/files/:id", ids: file("waiting") },
  { name: "ops-file-checking", as: "staff", path: "/ops/files/:id", ids: file("checking") },
  {
    name: "ops-file-roster-checking",
    as: "staff",
    path: "/ops/files/:id",
    ids: file("rosterUnderWay"),
  },
  { name: "ops-file-counting", as: "staff", path: "/ops/files/:id", ids: file("counting") },
  {
    name: "ops-file-rechecking",
    as: "staff",
    path: "/ops/files/:id",
    ids: file("register"),
    then: send({}, "Проверить отказанные строки снова"),
  },
  {
    name: "ops-file-preview-register",
    as: "staff",
    path: "/ops/files/:id",
    ids: file("registerPreview"),
  },
  {
    name: "ops-file-preview-roster",
    as: "staff",
    path: "/ops/files/:id",
    ids: file("rosterPreview"),
  },
  {
    name: "ops-file-preview-replacing",
    as: "staff",
    path: "/ops/files/:id",
    ids: file("replacingPreview"),
  },
  {
    name: "ops-file-mistaken-roster",
    as: "staff",
    path: "/ops/files/:id",
    ids: file("mistakenRoster"),
  },
  { name: "ops-file-row-tried", as: "staff", path: "/ops/files/:id/rows/:row", ids: triedRow },
  { name: "ops-file-row", as: "staff", path: "/ops/files/:id/rows/:row", ids: refusedRow },
  {
    name: "ops-file-row-wrong",
    as: "staff",
    path: "/ops/files/:id/rows/:row",
    ids: refusedRow,
    then: send(),
  },
  { name: "ops-held", as: "staff", path: "/ops/held", given: asImported },
  {
    name: "ops-held-wrong",
    as: "staff",
    path: "/ops/held",
    given: asImported,
    then: send({}, "Отказать"),
  },
  { name: "ops-held-empty", as: "staff", path: "/ops/held", given: nothingHeld },
  { name: "ops-held-none-found", as: "staff", path: "/ops/held?who=Никто", given: asImported },
  { name: "ops-held-decided-empty", as: "staff", path: "/ops/held?list=decided" },
  {
    name: "ops-list-refused",
    as: "staff",
    path: "/ops/lists/refused",
    given: asImported,
  },
  { name: "ops-list-held", as: "staff", path: "/ops/lists/held", given: asImported },
];

function file(which: keyof Imported) {
  return async (world: World) => ({ id: (await world.once(imported))[which] });
}

async function refusedRow(world: World) {
  const { register, refusedRow } = await world.once(imported);
  return { id: register, row: refusedRow };
}

async function triedRow(world: World) {
  const { register, triedRow } = await world.once(imported);
  return { id: register, row: triedRow };
}

/** A clinic with a slip in its name: the page asks which one it is. */
async function sendMistyped(page: Page, world: World): Promise<void> {
  await page.locator('[name="registerFile"]').setInputFiles({
    name: "Реестр.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("№ полиса;Дата"),
  });
  await send({ clinic: "Клиника Образецъ" }, "Загрузить реестр")(page, world);
}

async function asImported(world: World): Promise<() => Promise<void>> {
  await world.once(imported);
  return () => Promise.resolve();
}

/** All lines are let go, until the page has been seen. */
async function nothingHeld({ site: { sql } }: World): Promise<() => Promise<void>> {
  const held = await sql<{ id: number; held: string }[]>`
    select id, held from service_lines where held is not null and withdrawn is null`;
  const ids = held.map(({ id }) => id);
  await sql`update service_lines set held = null where id = any(${ids})`;
  return async () => {
    for (const line of held) {
      await sql`update service_lines set held = ${line.held} where id = ${line.id}`;
    }
  };
}
