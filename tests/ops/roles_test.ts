import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { reaches, STAFF_ROLES } from "../../domain/staff_role.ts";
import { isRouteFile, patternOf } from "../../fresh/file_routes.ts";
import {
  leastRole,
  STAFF_ACCESS,
  type StaffMethod,
} from "../../routes/ops/(_staff)/staff_access.ts";
import { insertInsured } from "../harness/people.ts";
import { type TestSite, testSite, type Visitor } from "../harness/site.ts";

const ROUTES = fileURLToPath(new URL("../../routes", import.meta.url));

/** What each route file of staff's answers, from the files themselves: `/ops/held` → GET, POST. */
async function staffRoutes(): Promise<Record<string, StaffMethod[]>> {
  const files = readdirSync(ROUTES, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROUTES, `${entry.parentPath}/${entry.name}`).replaceAll("\\", "/"))
    .filter((path) => path.startsWith("ops/(staff)/") && isRouteFile(path))
    .filter((path) => !/(^|\/)_[^/]*$/.test(path));
  const routes = files.map(async (file) => {
    const { handler, default: page } = await import(pathToFileURL(`${ROUTES}/${file}`).href);
    assert.notEqual(typeof handler, "function", `${file} answers every method`);
    const named = Object.keys(handler ?? {}) as StaffMethod[];
    const methods = [...new Set(page ? ["GET" as const, ...named] : named)].sort();
    return [patternOf(file.replace(/\.tsx?$/, "").split("/")), methods] as const;
  });
  return Object.fromEntries(await Promise.all(routes));
}

Deno.test("every page and form of staff's says which role it takes", async () => {
  const listed = Object.entries(STAFF_ACCESS).map(([route, access]) =>
    [route, Object.keys(access).sort()] as const
  );
  assert.deepEqual(
    Object.fromEntries(listed.sort()),
    Object.fromEntries(Object.entries(await staffRoutes()).sort()),
  );
});

Deno.test("what is not in the table opens for nobody", () => {
  assert.throws(() => leastRole("/ops/new-page", "GET"), /Nobody may use/);
  assert.throws(() => leastRole("toString", "GET"), /Nobody may use/);
  assert.equal(leastRole("/ops/drift", "POST"), null);
});

for (const role of STAFF_ROLES) {
  Deno.test(`${role}: every action of /ops is let through or refused as the table says`, async () => {
    await using site = await testSite();
    const visitor = await site.logInStaff(role);
    const csrf = tokenOf((await visitor.get("/ops")).html);
    for (const [route, methods] of Object.entries(await staffRoutes())) {
      const path = route.replace(/:\w+/g, "999999");
      for (const method of methods) {
        const least = leastRole(route, method)!;
        const may = reaches(role, least);
        const page = method === "GET"
          ? await visitor.get(path)
          : await visitor.postRaw(path, { csrf });
        const told = `${method} ${path}: ${page.status} ${page.text.slice(0, 200)}`;
        assert.equal(page.status === 403, !may, told);
        assert.ok(page.status < 500, told);
        if (!may) assert.match(page.text, /Нет права на (эту страницу|это действие)/, told);
      }
    }
  });

  Deno.test(`${role}: no page leads to what the role may not open`, async () => {
    await using site = await testSite();
    await insertInsured(site.sql, site.clock.now());
    const visitor = await site.logInStaff(role);
    for (const [route, methods] of Object.entries(await staffRoutes())) {
      if (!methods.includes("GET") || !reaches(role, leastRole(route, "GET")!)) continue;
      const page = await visitor.get(route.replace(/:\w+/g, "1"));
      for (const path of linksOf(page.html)) {
        const met = await routeOf(path);
        if (met !== null) {
          assert.ok(reaches(role, leastRole(met, "GET")!), `${route} leads to ${path}`);
        }
      }
    }
  });
}

Deno.test("a refused page and a refused form say which role it takes and who has it", async () => {
  await using site = await testSite();
  await site.logInStaff("admin");
  const viewer = await site.logInStaff("viewer");
  const action = await viewer.post("/ops/decisions/1", {}, "/ops");
  assert.equal(action.status, 403);
  assert.match(
    action.text,
    /Нужна роль не ниже «Контролер», а вы вошли с ролью «Просмотр»/,
  );
  assert.match(action.text, /Ничего не изменилось/);
  assert.match(action.text, /Сделать это могут: Сотрудник admin\./);
});

Deno.test("a method that a page does not have is refused before the page", async () => {
  await using site = await testSite();
  const admin = await site.logInStaff("admin");
  const csrf = tokenOf((await admin.get("/ops")).html);
  assert.equal((await admin.postRaw("/ops/drift", { csrf })).status, 405);
  assert.equal((await deleted(site, admin)).status, 405);
});

async function deleted(site: TestSite, visitor: Visitor): Promise<Response> {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await site.fetch(
    new Request(new URL("/ops/held", site.origin), { method: "DELETE", headers: { cookie } }),
  );
  await response.body?.cancel();
  return response;
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/ href="(\/ops[^"?#]*)/g)].map(([, path]) => path!);
}

async function routeOf(path: string): Promise<string | null> {
  const routes = Object.keys(await staffRoutes());
  return routes.find((route) => new RegExp(`^${route.replace(/:\w+/g, "[^/]+")}$`).test(path)) ??
    null;
}

function tokenOf(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)![1]!;
}
