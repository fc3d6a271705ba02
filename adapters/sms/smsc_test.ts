import assert from "node:assert/strict";
import { parsePhone, type Phone } from "../../domain/phone.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { smsc } from "./smsc.ts";
import invalidNumber from "./testdata/error_invalid_number.json" with { type: "json" };
import noMoney from "./testdata/error_no_money.json" with { type: "json" };
import sent from "./testdata/sent.json" with { type: "json" };

const PHONE = parsePhone("9005550077") as Phone;
const MESSAGE = { phone: PHONE, text: "Код 482913. Никому его не сообщайте — «Ёж»", key: "code/1" };

Deno.test("a message reaches the phone as it was written", async () => {
  await withGateway(async ({ sandbox, gateway }) => {
    const outcome = await gateway.send(MESSAGE);
    assert.ok(outcome.ok);
    const [message] = sandbox.sms(PHONE);
    assert.equal(message?.text, MESSAGE.text);
    assert.equal(message?.sender, "FIFTH");
    assert.equal(message?.id, outcome.providerId);
    assert.deepEqual(sandbox.sms("9005550078"), []);
  });
});

Deno.test("the key gives the message the same number each time", async () => {
  await withGateway(async ({ gateway }) => {
    const first = await gateway.send(MESSAGE);
    assert.deepEqual(await gateway.send(MESSAGE), first);
    assert.notDeepEqual(await gateway.send({ ...MESSAGE, key: "code/2" }), first);
  });
});

Deno.test("wrong credentials and wrong numbers are rejected", async () => {
  await withGateway(async ({ sandbox, gateway }) => {
    const stranger = smsc({ ...sandbox.settings.sms, password: "wrong" });
    assert.deepEqual(await stranger.send(MESSAGE), {
      ok: false,
      reason: "rejected",
      code: "smsc_2",
    });
    assert.deepEqual(await gateway.send({ ...MESSAGE, phone: "900" as Phone }), {
      ok: false,
      reason: "rejected",
      code: "smsc_7",
    });
  });
});

Deno.test("what may pass is unreachable: no money, an error page, silence, nobody there", async () => {
  await withGateway(async ({ sandbox, gateway }) => {
    sandbox.faults.set({ sms: { kind: "error", code: 3 } });
    assert.deepEqual(await gateway.send(MESSAGE), unreachable("smsc_3"));
    sandbox.faults.set({ sms: { kind: "unreachable" } });
    assert.deepEqual(await gateway.send(MESSAGE), unreachable("http_502"));
    sandbox.faults.set({ sms: { kind: "delay", ms: 300, times: 1 } });
    const hasty = smsc({ ...sandbox.settings.sms, timeoutMs: 50 });
    assert.deepEqual(await hasty.send(MESSAGE), unreachable("timeout"));
  });
  const nobody = smsc({ url: "http://127.0.0.1:2", login: "l", password: "p", sender: "" });
  assert.deepEqual(await nobody.send(MESSAGE), unreachable("network"));
});

Deno.test("no outcome repeats what the gateway's errors echo", async () => {
  await withGateway(async ({ sandbox, gateway }) => {
    for (const kind of ["echo", "error_500"] as const) {
      sandbox.faults.set({ sms: { kind, times: 1 } });
      const outcome = JSON.stringify(await gateway.send(MESSAGE));
      assert.match(outcome, /"ok":false/);
      assert.doesNotMatch(outcome, /9005550077|482913|Код/);
    }
  });
});

Deno.test("recorded replies are read", async () => {
  assert.deepEqual(await sendAgainst(JSON.stringify(sent)), { ok: true, providerId: "1294" });
  assert.deepEqual(await sendAgainst(JSON.stringify(invalidNumber)), {
    ok: false,
    reason: "rejected",
    code: "smsc_7",
  });
  assert.deepEqual(await sendAgainst(JSON.stringify(noMoney)), unreachable("smsc_3"));
  assert.deepEqual(await sendAgainst("ERROR 79005550077"), unreachable("unreadable_reply"));
  assert.deepEqual(
    await sendAgainst('{"id": "+79005550077", "cnt": 1}'),
    unreachable("unreadable_reply"),
  );
});

Deno.test("an answer that breaks off is unreachable", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const breaking = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    const start = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"id": 1';
    await connection.write(new TextEncoder().encode(start));
    connection.close();
  })();
  const url = `http://127.0.0.1:${listener.addr.port}`;
  const outcome = await smsc({ url, login: "l", password: "p", sender: "" }).send(MESSAGE);
  assert.deepEqual(outcome, unreachable("interrupted"));
  await breaking;
  listener.close();
});

function unreachable(code: string) {
  return { ok: false, reason: "unreachable", code };
}

async function sendAgainst(reply: string) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(reply),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  try {
    return await smsc({ url, login: "l", password: "p", sender: "" }).send(MESSAGE);
  } finally {
    await server.shutdown();
  }
}

interface Gateway {
  sandbox: Sandbox;
  gateway: ReturnType<typeof smsc>;
}

async function withGateway(run: (gateway: Gateway) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  try {
    await run({ sandbox, gateway: smsc({ ...sandbox.settings.sms, sender: "FIFTH" }) });
  } finally {
    await sandbox.close();
  }
}
