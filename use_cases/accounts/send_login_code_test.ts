import assert from "node:assert/strict";
import { smtp } from "../../adapters/email/smtp.ts";
import { smsc } from "../../adapters/sms/smsc.ts";
import { type ChallengePurpose, insertChallenge } from "../../db/accounts/challenges.ts";
import { addMinutes, addSeconds, type Instant, instant } from "../../domain/local_date.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { insertInsured } from "../../tests/harness/people.ts";
import { loginCode } from "./login_code.ts";
import { sendLoginCodes } from "./send_login_code.ts";

const NOW = instant("2026-04-20T07:00:00.000Z");
const SERVER_KEY = "a key of the server with more than 32 characters";

Deno.test("sendLoginCodes() sends a code once, bound to the cabinet's host, also from two at once", async () => {
  await using lane = await openLane();
  const challengeId = await lane.ask(NOW);
  const outcomes = (await Promise.all([lane.send(), lane.send(), lane.send()])).flat();
  assert.deepEqual(outcomes, [{ challengeId, outcome: "sent" }]);
  const code = await loginCode(SERVER_KEY, challengeId);
  assert.deepEqual(lane.sandbox.sms(lane.phone).map((sms) => sms.text), [
    `Код для входа в кабинет «Пятая часть»: ${code}. Никому его не сообщайте.\n\n` +
    `@cabinet.example #${code}`,
  ]);
});

Deno.test("sendLoginCodes() drops a code that is older than a minute", async () => {
  await using lane = await openLane();
  await lane.ask(addSeconds(NOW, -61));
  const fresh = await lane.ask(addSeconds(NOW, -60));
  const outcomes = await lane.send();
  assert.deepEqual(outcomes.map(({ outcome }) => outcome), ["dropped", "sent"]);
  assert.equal(outcomes[1]!.challengeId, fresh);
  assert.equal(lane.sandbox.sms().length, 1);
});

Deno.test("sendLoginCodes() sends nothing where nobody stands behind the challenge", async () => {
  await using lane = await openLane();
  const { id } = (await lane.sql<{ id: string }[]>`
    insert into challenges (purpose, destination, ip, created_at, expires_at)
    values ('login', '9005550000', '127.0.0.1', ${NOW}, ${addMinutes(NOW, 5)}) returning id`)[0]!;
  await lane.sql`insert into code_deliveries (challenge_id, created_at) values (${id}, ${NOW})`;
  assert.deepEqual(await lane.send(), [{ challengeId: id, outcome: "dropped" }]);
  assert.equal(lane.sandbox.sms().length, 0);
});

Deno.test("sendLoginCodes() sends a member of staff an e-mail", async () => {
  await using lane = await openLane();
  const [member] = await lane.sql<{ id: number }[]>`
    insert into staff (email, name, role, recorded_at)
    values ('operator@insurer.example', 'Оператор', 'operator', ${NOW}) returning id`;
  const challengeId = await insertChallenge(lane.sql, {
    purpose: "ops",
    destination: "operator@insurer.example",
    staffId: member!.id,
    ip: "127.0.0.1",
    at: NOW,
    expiresAt: addMinutes(NOW, 5),
  });
  await lane.send();
  const [letter] = lane.sandbox.mail("operator@insurer.example");
  assert.ok(letter!.text.includes(await loginCode(SERVER_KEY, challengeId)));
});

Deno.test("sendLoginCodes() sends the code of a change to the new phone or mailbox, and says what for", async () => {
  await using lane = await openLane();
  const texts = [];
  for (const destination of ["9005550999", "new@mail.example"]) {
    const challengeId = await lane.ask(NOW, { purpose: "contact", destination });
    assert.deepEqual(await lane.send(), [{ challengeId, outcome: "sent" }]);
    const [sms] = lane.sandbox.sms(destination);
    const [letter] = lane.sandbox.mail(destination);
    texts.push((sms ?? letter)!.text.replace(await loginCode(SERVER_KEY, challengeId), "CODE"));
  }
  assert.match(texts[0]!, /^Код для смены телефона в кабинете «Пятая часть»: CODE\. Никому/);
  assert.match(texts[1]!, /^Код для смены почты в кабинете «Пятая часть»: CODE\n/);
  assert.equal(lane.sandbox.sms(lane.phone).length, 0);
});

Deno.test("sendLoginCodes() does not send again what a gateway answered with an error", async () => {
  await using lane = await openLane();
  await lane.ask(NOW);
  lane.sandbox.faults.set({ sms: { kind: "error_500", times: 1 } });
  assert.deepEqual((await lane.send()).map(({ outcome }) => outcome), ["failed"]);
  assert.deepEqual(await lane.send(), []);
});

async function openLane() {
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const { sql } = database;
  const { personId, phone } = await insertInsured(sql, NOW);
  const [account] = await sql<{ id: number }[]>`
    select id from accounts where person_id = ${personId}`;
  return {
    sql,
    sandbox,
    phone,
    ask: (at: Instant, to: { purpose?: ChallengePurpose; destination?: string } = {}) =>
      insertChallenge(sql, {
        purpose: "login",
        destination: phone,
        accountId: account!.id,
        ip: "127.0.0.1",
        at,
        expiresAt: addMinutes(at, 5),
        ...to,
      }),
    send: () =>
      sendLoginCodes(sql, {
        clock: { now: () => NOW },
        sms: smsc(sandbox.settings.sms),
        mailer: smtp({ url: sandbox.settings.smtpUrl, from: "noreply@cabinet.example" }),
        serverKey: SERVER_KEY,
        publicUrl: "https://cabinet.example",
      }),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
