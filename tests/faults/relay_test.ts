import assert from "node:assert/strict";
import { temporalLink } from "../../adapters/temporal/link.ts";
import { connect, type Database } from "../../db/connection.ts";
import { enqueue, type WaitingMessage } from "../../db/outbox.ts";
import { instant } from "../../domain/local_date.ts";
import { createLogger } from "../../logging.ts";
import { type Delivery, startOutboxRelay } from "../../relay/outbox_relay.ts";
import { deliverTo } from "../../relay/temporal_delivery.ts";
import { until } from "../harness/case_world.ts";
import { testDatabase } from "../harness/database.ts";
import { devTemporal } from "../harness/temporal.ts";

const NOW = instant("2026-04-20T07:00:00.000Z");

Deno.test("two relays deliver each message once, those of one workflow in their order", async () => {
  await using database = await testDatabase();
  const delivered: { workflowId: string; id: number }[] = [];
  const underWay = new Set<string>();
  const deliver = async ({ workflowId, id }: WaitingMessage): Promise<Delivery> => {
    assert.ok(!underWay.has(workflowId), `${workflowId} is delivered by two at once`);
    underWay.add(workflowId);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
    underWay.delete(workflowId);
    delivered.push({ workflowId, id });
    return { ok: true };
  };
  await using _one = relay(database.url, deliver);
  await using _two = relay(database.url, deliver);

  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 12 }, (_, invoice) => signal(database.sql, `invoice/${invoice}`)),
    );
  }
  await untilDelivered(database.sql);
  assert.equal(delivered.length, 120);
  assert.equal(new Set(delivered.map(({ id }) => id)).size, 120);
  for (let invoice = 0; invoice < 12; invoice++) {
    const ids = delivered.filter((one) => one.workflowId === `invoice/${invoice}`)
      .map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
  }
});

Deno.test("a message that is refused holds up its own workflow, and is tried again", async () => {
  await using database = await testDatabase();
  const delivered: string[] = [];
  let refusals = 1;
  await using _relay = relay(database.url, ({ workflowId, id }) => {
    if (workflowId === "invoice/1" && refusals-- > 0) {
      return Promise.resolve({ ok: false, reason: "refused", code: "grpc_3" });
    }
    delivered.push(`${workflowId}#${id}`);
    return Promise.resolve({ ok: true });
  });
  for (const id of ["invoice/1", "invoice/1", "invoice/2"]) await signal(database.sql, id);
  await until("the other workflow's message", () => Promise.resolve(delivered.length === 1));
  assert.deepEqual(delivered, ["invoice/2#3"]);
  await until("the refusal in the books", async () => {
    const [row] = await database.sql`select tries, problem from outbox where id = 1`;
    return row?.tries === 1 && row.problem === "grpc_3";
  });
  await untilDelivered(database.sql);
  assert.deepEqual(delivered, ["invoice/2#3", "invoice/1#1", "invoice/1#2"]);
});

Deno.test("what was written while Temporal was down is delivered once it is back, each once", async () => {
  await using database = await testDatabase();
  await using temporal = await devTemporal();
  await temporal.stop();
  const link = temporalLink({ address: temporal.address, namespace: "default" });
  const outbox = relay(database.url, deliverTo(link.client));
  await start(database.sql, 1);
  await until("a try in vain", async () => {
    const [row] = await database.sql`select problem from outbox where tries > 0`;
    return row !== undefined;
  });
  await start(database.sql, 2);

  await temporal.start();
  await untilDelivered(database.sql);
  // The same row again, as a relay that died between delivery and commit would have it.
  await database.sql`update outbox set delivered_at = null`;
  await database.sql`notify outbox`;
  await untilDelivered(database.sql);
  const client = await link.client();
  for (const franchiseId of [1, 2]) {
    const { status, runId } = await client.getHandle(`franchise/${franchiseId}`).describe();
    assert.equal(status.name, "RUNNING");
    assert.ok(runId);
  }
  await outbox[Symbol.asyncDispose]();
  await link.close();
});

Deno.test("a relay goes on when Postgres has ended its connections in the middle of a delivery", async () => {
  await using database = await testDatabase();
  const delivered: string[] = [];
  await using _relay = relay(database.url, ({ workflowId }) => {
    delivered.push(workflowId);
    return Promise.resolve({ ok: true });
  });
  for (let cut = 1; cut <= 3; cut++) {
    await signal(database.sql, `invoice/${cut}`);
    await until("a delivery", () => Promise.resolve(delivered.includes(`invoice/${cut}`)));
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'test-relay' and datname = current_database()`;
  }
  await signal(database.sql, "invoice/4");
  await untilDelivered(database.sql);
  assert.deepEqual([...new Set(delivered)], ["invoice/1", "invoice/2", "invoice/3", "invoice/4"]);
});

function relay(url: string, deliver: (message: WaitingMessage) => Promise<Delivery>) {
  const sql = connect(url, { max: 4, applicationName: "test-relay" });
  const logger = createLogger("test", "error", () => {});
  const lane = startOutboxRelay({ sql, logger, clock: { now: () => NOW }, deliver, pollMs: 500 });
  return {
    async [Symbol.asyncDispose]() {
      await lane.close();
      await sql.end({ timeout: 5 });
    },
  };
}

async function signal(sql: Database, workflowId: string): Promise<void> {
  const input = { invoiceId: 1 };
  await enqueue(sql, { workflowType: "invoice", workflowId, input, signal: "paid" }, NOW);
}

async function start(sql: Database, franchiseId: number): Promise<void> {
  const workflowId = `franchise/${franchiseId}`;
  await enqueue(sql, { workflowType: "franchise", workflowId, input: { franchiseId } }, NOW);
}

async function untilDelivered(sql: Database): Promise<void> {
  await until("the outbox to be delivered", async () => {
    const [row] = await sql`select count(*) as count from outbox where delivered_at is null`;
    return row!.count === 0;
  });
}
