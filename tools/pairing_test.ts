import assert from "node:assert/strict";
import { pairingOf } from "./pairing.ts";

Deno.test("a server of somebody's own gets an own half here, and the same one each time", () => {
  const local = pairingOf({ DATABASE_URL: "", TEMPORAL_ADDRESS: "" });
  assert.deepEqual(local, {
    database: "fifth",
    temporalFile: "temporal.db",
    seeding: "seeding",
  });

  const ownDatabase = pairingOf({ DATABASE_URL: "postgres://me:secret@127.0.0.1:5432/mine" });
  assert.match(ownDatabase.temporalFile, /^temporal-[0-9a-f]{8}\.db$/);
  const otherPassword = pairingOf({ DATABASE_URL: "postgres://me:new@127.0.0.1:5432/mine" });
  assert.equal(otherPassword.temporalFile, ownDatabase.temporalFile);
  const otherDatabase = pairingOf({ DATABASE_URL: "postgres://me:secret@127.0.0.1:5432/yours" });
  assert.notEqual(otherDatabase.temporalFile, ownDatabase.temporalFile);

  const ownTemporal = pairingOf({ TEMPORAL_ADDRESS: "127.0.0.1:7233" });
  assert.match(ownTemporal.database, /^fifth_[0-9a-f]{8}$/);
  const otherNamespace = pairingOf({
    TEMPORAL_ADDRESS: "127.0.0.1:7233",
    TEMPORAL_NAMESPACE: "fifth",
  });
  assert.notEqual(otherNamespace.database, ownTemporal.database);
});

Deno.test("what is no address of a database is told in a sentence", () => {
  for (const address of ["mine", "127.0.0.1:5432", "mysql://127.0.0.1/mine"]) {
    assert.throws(() => pairingOf({ DATABASE_URL: address }), {
      name: "SetupError",
      message: /^DATABASE_URL is no address of a Postgres database/,
    });
  }
});
