import assert from "node:assert/strict";
import { createLogger, type LogFields } from "./logging.ts";

Deno.test("createLogger() writes one JSON line a call", () => {
  const lines: string[] = [];
  createLogger("web", "info", (line) => lines.push(line)).info("request", {
    route: "/invoices/:id",
    status: 200,
    ms: 4,
  });
  assert.equal(lines.length, 1);
  assert.ok(lines[0]?.endsWith("\n"));
  const { time, ...rest } = JSON.parse(lines[0] ?? "");
  assert.match(time, /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(rest, {
    level: "info",
    name: "web",
    msg: "request",
    route: "/invoices/:id",
    status: 200,
    ms: 4,
  });
});

Deno.test("createLogger() leaves out what is below its level", () => {
  const lines: string[] = [];
  const logger = createLogger("web", "warn", (line) => lines.push(line));
  logger.debug("a");
  logger.info("b");
  logger.warn("c");
  logger.error("d");
  assert.deepEqual(lines.map((line) => JSON.parse(line).msg), ["c", "d"]);
});

Deno.test("createLogger() writes no name, phone, address or policy number, wherever it comes", () => {
  const lines: string[] = [];
  const logger = createLogger("worker", "debug", (line) => lines.push(line));
  const planted = [
    "Иванова Анна Петровна",
    "+7 900 123-45-67",
    "89001234567",
    "9001234567",
    "8 (900) 123-45-67",
    "anna.ivanova@example.ru",
    "4000 0012 3456 7890",
  ];
  for (const secret of planted) {
    logger.error(`failed for ${secret}`, {
      reason: `550 no such user ${secret}`,
      error: new Error(`Key (phone)=(${secret}) exists`, {
        cause: new Error(`mailbox "Ivanova Anna" <${secret}> is full`),
      }),
      id: secret,
    });
    const undeclared = { reason: "sent", phone: secret, name: secret, to: [secret] };
    logger.info("notice", undeclared);
    logger.info(
      "notice",
      Object.assign({}, { reason: { nested: secret } } as unknown as LogFields),
    );
  }
  const written = lines.join("");
  for (const secret of [...planted, "Иванова", "Ivanova", "1234567", "123-45-67", "@example"]) {
    assert.ok(!written.includes(secret), `the log holds ${secret}`);
  }
});

Deno.test("createLogger() keeps ids, dates and codes readable", () => {
  const lines: string[] = [];
  createLogger("worker", "info", (line) => lines.push(line)).warn("attempt expired", {
    attemptId: "0193a3c2-7f00-7abc-8def-001122334455",
    on: "2026-11-22",
    code: "ECONNREFUSED",
    workflowId: "invoice/2041",
  });
  const line = JSON.parse(lines[0] ?? "");
  assert.equal(line.attemptId, "0193a3c2-7f00-7abc-8def-001122334455");
  assert.equal(line.on, "2026-11-22");
  assert.equal(line.code, "ECONNREFUSED");
  assert.equal(line.workflowId, "invoice/2041");
});
