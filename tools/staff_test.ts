import assert from "node:assert/strict";
import { testDatabase } from "../tests/harness/database.ts";

async function staff(url: string, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/staff.ts", ...args],
    env: { DATABASE_URL: url },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("deno task staff adds a member, changes the role, lists", async () => {
  await using database = await testDatabase();
  const member = ["add", "Olga@Fifth.example", "--name", "Ольга"];
  assert.equal((await staff(database.url, ...member, "--role", "viewer")).code, 0);
  assert.equal((await staff(database.url, ...member, "--role", "operator")).code, 0);
  const { stdout } = await staff(database.url, "list", "--json");
  const [known, ...others] = JSON.parse(stdout);
  assert.equal(others.length, 0);
  assert.equal(known.email, "olga@fifth.example");
  assert.equal(known.role, "operator");
});

Deno.test("deno task staff refuses an unknown role and a word that is no address", async () => {
  await using database = await testDatabase();
  const role = await staff(database.url, "add", "a@b.example", "--name", "А", "--role", "king");
  assert.equal(role.code, 2);
  assert.match(role.stderr, /viewer, operator, approver, admin/);
  assert.equal((await staff(database.url, "add", "nobody")).code, 2);
});
