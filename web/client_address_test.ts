import assert from "node:assert/strict";
import { clientAddress } from "./client_address.ts";

const info = {
  remoteAddr: { transport: "tcp", hostname: "10.0.0.9", port: 5000 } satisfies Deno.NetAddr,
};

function request(forwarded?: string): Request {
  const headers: HeadersInit = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return new Request("http://localhost/", { headers });
}

Deno.test("clientAddress() believes no header where no proxy is trusted", () => {
  assert.equal(clientAddress(request("203.0.113.5"), info, 0), "10.0.0.9");
});

Deno.test("clientAddress() takes what the outermost trusted proxy saw, not what the client wrote", () => {
  const forged = "198.51.100.1, 203.0.113.5";
  assert.equal(clientAddress(request(forged), info, 1), "203.0.113.5");
  assert.equal(clientAddress(request(`${forged}, 10.0.0.8`), info, 2), "203.0.113.5");
});

Deno.test("clientAddress() falls back to the connection where the proxies say less", () => {
  assert.equal(clientAddress(request(), info, 1), "10.0.0.9");
  assert.equal(clientAddress(request("203.0.113.5"), info, 2), "10.0.0.9");
});
