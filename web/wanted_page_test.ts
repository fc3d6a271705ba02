import assert from "node:assert/strict";
import { ownPage, pageOf, wantedPage, wantedStaffPage, withNext } from "./wanted_page.ts";

const ORIGIN = "https://cabinet.fifth.test";

Deno.test("wantedPage() keeps a page of this site with its query", () => {
  for (const page of ["/invoices", "/invoices/2041", "/invoices?show=paid&year=2026", "/profile"]) {
    assert.equal(wantedPage(page, ORIGIN), page);
    assert.equal(wantedPage(ORIGIN + page, ORIGIN), page);
  }
  assert.equal(
    wantedPage("/invoices/pay?invoice=1&invoice=2", ORIGIN),
    "/invoices/pay?invoice=1&invoice=2",
  );
});

Deno.test("wantedPage() leads to the page of a file, a window's part and a form", () => {
  assert.equal(wantedPage("/invoices/5/file", ORIGIN), "/invoices/5");
  assert.equal(wantedPage("/invoices/5/lines?now", ORIGIN), "/invoices/5");
  assert.equal(wantedPage("/invoices/file", ORIGIN), "/invoices");
  assert.equal(wantedPage("/policies/7/activate", ORIGIN), "/policies/7");
  assert.equal(wantedPage("/profile/sessions", ORIGIN), "/profile");
  assert.equal(pageOf("/statement/2026/file"), "/statement/2026");
});

Deno.test("wantedPage() never leads to another site", () => {
  for (
    const wanted of [
      "https://evil.test/invoices",
      "http://cabinet.fifth.test/invoices",
      "https://cabinet.fifth.test.evil.test/invoices",
      "https://cabinet.fifth.test@evil.test/",
      "//evil.test",
      "///evil.test",
      "/\\evil.test",
      "\\\\evil.test",
      "/\t/evil.test",
      "\t//evil.test",
      " //evil.test",
      "/invoices//evil.test",
      "https:evil.test",
      "javascript:alert(1)",
      "data:text/html,x",
      "/invoices\r\nlocation: https://evil.test",
    ]
  ) assert.equal(wantedPage(wanted, ORIGIN), null, JSON.stringify(wanted));
  assert.equal(wantedPage("/%2F%2Fevil.test", ORIGIN), "/%2F%2Fevil.test");
});

Deno.test("wantedPage() leads neither to a door nor to the start", () => {
  for (
    const door of [
      "/",
      "",
      "/login",
      "/login/code?next=/a",
      "/logout",
      "/register",
      "/ops/cases",
    ]
  ) {
    assert.equal(wantedPage(door, ORIGIN), null, door);
  }
  assert.equal(wantedPage(null, ORIGIN), null);
  assert.equal(wantedPage("/invoices?" + "x".repeat(600), ORIGIN), null);
});

Deno.test("ownPage() leads back to the doors too", () => {
  assert.equal(ownPage(`${ORIGIN}/register`, ORIGIN), "/register");
  assert.equal(ownPage(`${ORIGIN}/`, ORIGIN), "/");
  assert.equal(ownPage("https://evil.test/register", ORIGIN), null);
  assert.equal(ownPage(`${ORIGIN}.evil.test/register`, ORIGIN), null);
});

Deno.test("withNext() carries the page in one parameter", () => {
  assert.equal(
    withNext("/login", "/invoices?show=paid&year=2026"),
    "/login?next=%2Finvoices%3Fshow%3Dpaid%26year%3D2026",
  );
  assert.equal(withNext("/login", null), "/login");
});

Deno.test("wantedStaffPage() leads to staff's pages alone, and to none of their doors", () => {
  for (const page of ["/ops/calls", "/ops/lists/defaults?who=%D0%B5&from=51", "/ops/people/17"]) {
    assert.equal(wantedStaffPage(page, ORIGIN), page);
    assert.equal(wantedStaffPage(ORIGIN + page, ORIGIN), page);
  }
  assert.equal(wantedStaffPage("/ops/lists/defaults/file?who=a", ORIGIN), "/ops/lists/defaults");
  for (
    const other of [
      "/ops",
      "/ops/",
      "/ops/login",
      "/ops/login/code",
      "/ops/login?next=/ops/calls",
      "/policies",
      "/opsx/calls",
      "/ops//evil.test",
      "//evil.test/ops/calls",
      "https://evil.test/ops/calls",
      null,
    ]
  ) assert.equal(wantedStaffPage(other, ORIGIN), null, String(other));
  assert.equal(wantedStaffPage("/ops/login-words", ORIGIN), "/ops/login-words");
});
