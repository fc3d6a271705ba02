import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { smtp } from "./smtp.ts";

const TO = "canary.mail@example.test";
const FROM = "Пятая часть <noreply@fifth.example.test>";
const LETTER = {
  to: TO,
  subject: "Счет № 2041: оплатите до 29 мая",
  text: "К оплате 900,00 ₽.\nСрок — 29 мая, пт.",
  key: "notice/17",
};

Deno.test("a letter in Russian arrives with its attachment", async () => {
  await withServer(async ({ sandbox, mailer }) => {
    const content = new Uint8Array([0, 1, 2, 253, 254, 255]);
    const outcome = await mailer.send({
      ...LETTER,
      html: "<p>К оплате <b>900,00 ₽</b></p>",
      attachments: [{
        filename: "Долги за ноябрь.xlsx",
        content,
        contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      }],
    });
    assert.deepEqual(outcome, { ok: true, providerId: "<notice.17@fifth.example.test>" });

    const [letter] = sandbox.mail(TO);
    assert.ok(letter);
    assert.equal(letter.subject, LETTER.subject);
    assert.equal(letter.text.trimEnd(), LETTER.text);
    assert.match(letter.html ?? "", /<b>900,00 ₽<\/b>/);
    assert.match(letter.from, /Пятая часть/);
    assert.equal(letter.messageId, "<notice.17@fifth.example.test>");

    const path = `/mail/message/${letter.id}/attachments/0`;
    const download = await fetch(`${sandbox.url}${path}`);
    assert.deepEqual(new Uint8Array(await download.arrayBuffer()), content);
    assert.match(
      download.headers.get("content-disposition") ?? "",
      /^attachment; filename\*=UTF-8/,
    );
    assert.equal(letter.attachments[0]?.filename, "Долги за ноябрь.xlsx");
  });
});

Deno.test("a comma in an address does not make two recipients", async () => {
  await withServer(async ({ sandbox, mailer }) => {
    await mailer.send({ ...LETTER, to: `${TO}, other@example.test` });
    assert.deepEqual(sandbox.mail("other@example.test"), []);
  });
});

Deno.test("a refusal for good is rejected, a passing one unreachable, and neither echoes", async () => {
  await withServer(async ({ sandbox, mailer }) => {
    sandbox.faults.set({ mail: { kind: "reject", times: 1 } });
    assert.deepEqual(await mailer.send(LETTER), {
      ok: false,
      reason: "rejected",
      code: "smtp_550",
    });
    sandbox.faults.set({ mail: { kind: "temporary", times: 1 } });
    assert.deepEqual(await mailer.send(LETTER), unreachable("smtp_451"));
    sandbox.faults.set({ mail: { kind: "unreachable", times: 1 } });
    assert.deepEqual(await mailer.send(LETTER), unreachable("smtp_421"));
    assert.ok((await mailer.send(LETTER)).ok);
  });
});

Deno.test("silence and a closed port are unreachable", async () => {
  await withServer(async ({ sandbox }) => {
    sandbox.faults.set({ mail: { kind: "delay", ms: 300, times: 1 } });
    const hasty = smtp({ url: sandbox.settings.smtpUrl, from: FROM, timeoutMs: 100 });
    assert.deepEqual(await hasty.send(LETTER), unreachable("ETIMEDOUT"));
  });
  const nobody = smtp({ url: "smtp://127.0.0.1:1", from: FROM });
  const outcome = await nobody.send(LETTER);
  assert.ok(!outcome.ok);
  assert.equal(outcome.reason, "unreachable");
  assert.match(outcome.code, /^E[A-Z]+$/);
});

function unreachable(code: string) {
  return { ok: false, reason: "unreachable", code };
}

interface Server {
  sandbox: Sandbox;
  mailer: ReturnType<typeof smtp>;
}

async function withServer(run: (server: Server) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  try {
    await run({ sandbox, mailer: smtp({ url: sandbox.settings.smtpUrl, from: FROM }) });
  } finally {
    await sandbox.close();
  }
}
