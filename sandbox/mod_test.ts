import assert from "node:assert/strict";
import { createTransport } from "nodemailer";
import { type Sandbox, type SandboxOptions, startSandbox } from "./mod.ts";

Deno.test("every page answers in Russian and links back to the cabinet and its staff", async () => {
  await withSandbox({ cabinetUrl: "http://127.0.0.1:8000" }, async ({ url }) => {
    for (const path of ["/", "/phone", "/phone/9005550001", "/mail", "/mail/a@b.test", "/bank"]) {
      const response = await fetch(`${url}${path}`);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
      assert.match(await response.text(), /<html lang="ru"/);
    }
    const index = await (await fetch(url)).text();
    assert.match(index, /Песочница: банк, телефон и почта на этой машине/);
    assert.match(index, /href="http:\/\/127\.0\.0\.1:8000"/);
    assert.match(index, /href="http:\/\/127\.0\.0\.1:8000\/ops"/);
    assert.equal(await (await fetch(`${url}/healthz`)).text(), "ok");
    const missing = await fetch(`${url}/no-such`);
    assert.equal(missing.status, 404);
    assert.match(await missing.text(), /Нет такой страницы/);
  });
});

Deno.test("the phone shows its messages newest first, escaped, with the code to select", async () => {
  await withSandbox({}, async (sandbox) => {
    await sms(sandbox, { mes: "<script>alert(1)</script> http://127.0.0.1:8000/invoices." });
    await sms(sandbox, { mes: "Код 482913. Счет № 204100 на 123456,00 ₽" });
    const page = await (await fetch(`${sandbox.url}/phone?number=8 (900) 555-00-77`)).text();
    assert.match(page, /<h1>\+7\u00a0900\u00a0555-00-77<\/h1>/);
    assert.match(page, /<code\s+class="one-time">482913<\/code>/);
    assert.equal(page.match(/one-time/g)?.length, 1);
    assert.match(page, /[>]&lt;script>alert\(1\)/);
    assert.match(page, /<a href="http:\/\/127\.0\.0\.1:8000\/invoices">/);
    assert.ok(page.indexOf("482913") < page.indexOf("alert(1)"));
    const listed = await (await fetch(`${sandbox.url}/sandbox/sms?phone=9005550077`)).json();
    assert.equal(listed.length, 2);
  });
});

Deno.test("the gateway speaks SMSC: credentials, numbers, parts, charset, plain text", async () => {
  await withSandbox({}, async (sandbox) => {
    assert.equal((await sms(sandbox, { psw: "x" })).error_code, 2);
    assert.equal((await sms(sandbox, { phones: "12345" })).error_code, 7);
    assert.equal((await sms(sandbox, { mes: "" })).error_code, 1);
    assert.equal((await sms(sandbox, { mes: "я".repeat(71) })).cnt, 2);
    assert.equal((await sms(sandbox, { mes: "z".repeat(160) })).cnt, 1);
    assert.equal((await sms(sandbox, { phones: "79005550077,+79005550078" })).cnt, 2);
    await sms(sandbox, { charset: "", mes: "Я" });
    assert.notEqual(sandbox.sms("9005550077")[0]?.text, "Я");
    const plain = await post(sandbox, { fmt: "" });
    assert.match(await plain.text(), /^OK - 1 SMS, ID - \d+$/);
  });
});

Deno.test("a letter's markup can't act, and what people typed is escaped", async () => {
  await withSandbox({}, async (sandbox) => {
    await createTransport(sandbox.settings.smtpUrl).sendMail({
      from: "a@b.test",
      to: "C@d.test",
      subject: "<img src=x onerror=alert(1)>",
      text: "Код для входа: 482913",
      html: "<script>alert(1)</script><p>Письмо</p>",
    });
    const [letter] = await (await fetch(`${sandbox.url}/sandbox/mail?to=c@d.test`)).json();
    const page = await (await fetch(`${sandbox.url}/mail/message/${letter.id}`)).text();
    assert.doesNotMatch(page, /<img/);
    assert.match(page, /<code\s+class="one-time">482913<\/code>/);
    assert.match(page, /<iframe[^>]* sandbox="allow-popups/);
    const markup = await fetch(`${sandbox.url}/mail/message/${letter.id}/html`);
    assert.match(
      markup.headers.get("content-security-policy") ?? "",
      /^sandbox .*default-src 'none'/,
    );
    assert.match(await markup.text(), /<p>Письмо<\/p>/);
    assert.equal(
      (await fetch(`${sandbox.url}/mail/message/${letter.id}/attachments/0`)).status,
      404,
    );
  });
});

Deno.test("payments can be decided from outside, in the past too", async () => {
  await withSandbox({}, async (sandbox) => {
    const id = await openPayment(sandbox);
    const decide = (body: unknown) =>
      fetch(`${sandbox.url}/sandbox/bank/payments/${id}/decide`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    assert.equal((await decide({ decision: "maybe" })).status, 400);
    const paid = await decide({ decision: "pay", captured_at: "2026-05-12T14:05:00+05:00" });
    assert.equal((await paid.json()).captured_at, "2026-05-12T09:05:00.000Z");
    assert.equal((await decide({ decision: "cancel" })).status, 409);
    const [listed] = await (await fetch(`${sandbox.url}/sandbox/bank/payments`)).json();
    assert.equal(listed.status, "succeeded");
  });
});

Deno.test("faults are set, shown and cleared over HTTP; an unknown one is named", async () => {
  await withSandbox({}, async (sandbox) => {
    const set = (body: unknown, type = "application/json") =>
      fetch(`${sandbox.url}/sandbox/faults`, {
        method: "POST",
        headers: { "content-type": type },
        body: JSON.stringify(body),
      });
    assert.deepEqual(await (await set({ sms: "echo", bank: { kind: "delay", times: 2 } })).json(), {
      sms: { kind: "echo" },
      bank: { kind: "delay", ms: 1000, times: 2 },
    });
    const unknown = await set({ mail: "explode" });
    assert.equal(unknown.status, 400);
    assert.match((await unknown.json()).error, /No fault "explode" of mail/);
    const form = await set({ sms: null }, "text/plain");
    assert.equal(form.status, 415);
    await form.body?.cancel();
    await (await fetch(`${sandbox.url}/sandbox/faults`, { method: "DELETE" })).body?.cancel();
    assert.deepEqual(await (await fetch(`${sandbox.url}/sandbox/faults`)).json(), {});
  });
});

Deno.test("payments, messages and letters outlive a restart", async () => {
  const file = await Deno.makeTempFile();
  await Deno.remove(file);
  try {
    let id = "";
    await withSandbox({ file }, async (sandbox) => {
      id = await openPayment(sandbox);
      await sms(sandbox, {});
      await sandbox.bank.decide(id, { decision: "pay" });
    });
    await withSandbox({ file }, async (sandbox) => {
      assert.equal(sandbox.bank.payment(id)?.status, "succeeded");
      assert.equal(sandbox.sms().length, 1);
      assert.equal(await openPayment(sandbox), id);
    });
    await Deno.writeTextFile(file, "{");
    await assert.rejects(startSandbox({ file }), /is damaged: delete it to start empty/);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a taken port is told at once and leaves nothing running", async () => {
  await withSandbox({}, async ({ url, smtpPort }) => {
    await assert.rejects(startSandbox({ port: Number(new URL(url).port) }), Deno.errors.AddrInUse);
    await assert.rejects(startSandbox({ smtpPort }), /EADDRINUSE/);
  });
});

Deno.test("the bank refuses what the real one would", async () => {
  await withSandbox({}, async (sandbox) => {
    const wrong: [string, unknown][] = [
      ["amount.value", { ...PAYMENT, amount: { value: "900", currency: "RUB" } }],
      ["amount.currency", { ...PAYMENT, amount: { value: "900.00", currency: "USD" } }],
      ["confirmation.return_url", {
        ...PAYMENT,
        confirmation: { type: "redirect", return_url: "javascript:alert(1)" },
      }],
      ["description", { ...PAYMENT, description: "я".repeat(129) }],
      ["receipt.items.amount", {
        ...PAYMENT,
        receipt: {
          customer: { email: "a@b.test" },
          items: [{ description: "Счет", amount: { value: "899.99", currency: "RUB" } }],
        },
      }],
      ["body", null],
    ];
    for (const [parameter, body] of wrong) {
      const response = await postPayment(sandbox, body);
      assert.equal(response.status, 400);
      assert.equal((await response.json()).parameter, parameter);
    }
  });
});

const PAYMENT = {
  amount: { value: "900.00", currency: "RUB" },
  capture: true,
  confirmation: { type: "redirect", return_url: "http://127.0.0.1:8000/" },
  description: "Счет № 2041",
};

async function openPayment(sandbox: Sandbox): Promise<string> {
  const response = await postPayment(sandbox, PAYMENT);
  assert.equal(response.status, 200);
  return (await response.json()).id;
}

function postPayment({ settings: { bank } }: Sandbox, body: unknown): Promise<Response> {
  return fetch(`${bank.url}/v3/payments`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${bank.shopId}:${bank.key}`)}`,
      "idempotence-key": "k1",
    },
    body: JSON.stringify(body),
  });
}

async function sms(sandbox: Sandbox, fields: Record<string, string>) {
  return await (await post(sandbox, fields)).json();
}

function post({ settings }: Sandbox, fields: Record<string, string>): Promise<Response> {
  const { url, login, password } = settings.sms;
  const body = new URLSearchParams({
    login,
    psw: password,
    phones: "79005550077",
    mes: "Текст",
    charset: "utf-8",
    fmt: "3",
    ...fields,
  });
  return fetch(`${url}/sys/send.php`, { method: "POST", body });
}

async function withSandbox(options: SandboxOptions, run: (sandbox: Sandbox) => Promise<void>) {
  const sandbox = await startSandbox(options);
  try {
    await run(sandbox);
  } finally {
    await sandbox.close();
  }
}
