import assert from "node:assert/strict";
import { until } from "../tests/harness/case_world.ts";
import { testDatabase } from "../tests/harness/database.ts";
import { type LiveWorld, liveWorld } from "../tests/harness/live_world.ts";
import { workflowId } from "../workflows/contract.ts";

interface Places {
  database: string;
  temporal: string;
}

async function compare(places: Places, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "tools/reconcile.ts", ...args],
    env: { DATABASE_URL: places.database, TEMPORAL_ADDRESS: places.temporal },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("deno task reconcile names what differs, --fix mends it, and the exit code tells", async () => {
  await using world = await liveWorld();
  const places = placesOf(world);
  const person = await world.insured();
  const id = workflowId.invoice(await world.invoice(person, 90_000));
  await world.settled(workflowId.franchise(person.franchiseId), id);
  // Its first day was recorded just now: it would be left out as still on its way.
  await world.sql`update franchises set activated_at = ${world.past.now()}`;
  await until("both in the list", async () => {
    return (await Array.fromAsync(world.cases.list(["invoice", "franchise"]))).length === 2;
  });

  const quiet = await compare(places);
  assert.deepEqual(quiet, { code: 0, stdout: "Compared 2 cases: no differences.\n", stderr: "" });

  await world.client.getHandle(id).terminate("by hand");
  const named = await compare(places);
  assert.equal(named.code, 1);
  assert.equal(
    named.stdout,
    `not_running  ${id}  expected running, found terminated  not mended\n` +
      "Compared 2 cases: 1 difference, 0 mended, 1 left.\n",
  );
  const mended = await compare(places, "--fix", "--json");
  assert.equal(mended.code, 0, mended.stderr);
  assert.deepEqual(JSON.parse(mended.stdout), {
    reconciliation: 3,
    compared: 2,
    differences: 1,
    mended: 1,
    left: 0,
    drift: [{
      kind: "not_running",
      workflow_id: id,
      expected: "running",
      found: "terminated",
      mended: true,
    }],
  });
  assert.equal((await compare(places)).code, 0);
});

Deno.test("deno task reconcile answers wrong use, and servers that are away, in a sentence", async () => {
  await using database = await testDatabase();
  const places = { database: database.url, temporal: "127.0.0.1:9" };
  const word = await compare(places, "everything");
  assert.deepEqual([word.code, word.stdout], [2, ""]);
  assert.match(word.stderr, /"everything" is one word too many/);
  assert.equal((await compare(places, "--mend")).code, 2);
  assert.equal((await compare(places, "--help")).code, 0);

  const noTemporal = await compare(places);
  assert.equal(noTemporal.code, 2, noTemporal.stderr);
  assert.match(noTemporal.stderr, /^Temporal does not answer: .*TEMPORAL_ADDRESS/m);
  const noDatabase = await compare({ ...places, database: "postgres://a:b@127.0.0.1:9/c" });
  assert.equal(noDatabase.code, 2);
  assert.match(noDatabase.stderr, /^The database does not answer/);
});

function placesOf({ databaseUrl, temporalAddress }: LiveWorld): Places {
  return { database: databaseUrl, temporal: temporalAddress };
}
