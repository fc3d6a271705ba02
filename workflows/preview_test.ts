import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { addDays, localDateOf } from "../domain/local_date.ts";
import { caseWorld } from "../tests/harness/case_world.ts";
import { INSURER_ZONE, receiveFile } from "../use_cases/imports/receive_file.ts";
import { workflowId } from "./contract.ts";

Deno.test("a file's changes are counted for staff, and nothing is loaded", async () => {
  await using world = await caseWorld();
  const path = fileURLToPath(new URL("../tests/samples/roster.xlsx", import.meta.url));
  const received = await receiveFile(world.sql, world.clock, {
    kind: "roster",
    employer: "Завод Образец",
    name: "roster.xlsx",
    content: new Uint8Array(await readFile(path)),
    uploadedBy: null,
    preview: { absentLastDay: addDays(localDateOf(world.clock.now(), INSURER_ZONE), -1) },
  });
  assert.ok(received.ok);
  const { id } = received.file;
  assert.deepEqual(await world.result(workflowId.preview(id)), { ok: true });
  const [file] = await world.sql`select state, preview from import_files where id = ${id}`;
  assert.equal(file!.state, "received");
  assert.equal(file!.preview.added.count, 40);
  assert.equal((await world.sql`select from people`).length, 0);
});
