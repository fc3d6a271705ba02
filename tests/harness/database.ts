import { connect, type Database } from "../../db/connection.ts";
import { startTestPostgres } from "../../tools/provision/test_postgres.ts";

/** A migrated database of its own, dropped when it goes out of scope. */
export interface TestDatabase extends AsyncDisposable {
  sql: Database;
  /** For a second connection or another process; the owner's, not the superuser's. */
  url: string;
}

/**
 * `deno task test` brings the cluster up and names it. A file that is run by
 * itself (`deno test -A db/people_test.ts`) brings up one of its own, at import,
 * so that it stands outside every test's leak check.
 */
export const cluster: string = Deno.env.get("TEST_POSTGRES_URL") ?? await startForThisFile();

/**
 * Makes a throw-away database:
 * `await using database = await testDatabase();`
 */
export async function testDatabase(): Promise<TestDatabase> {
  const template = new URL(cluster).pathname.slice(1);
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await administer(async (admin) => {
    await admin`
      create database ${admin(name)} template ${admin(template)} owner fifth strategy file_copy`;
  });
  const url = new URL(cluster);
  url.username = "fifth";
  url.pathname = `/${name}`;
  const sql = connect(url.href, { max: 5, applicationName: "test" });
  return {
    sql,
    url: url.href,
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 5 });
      await administer(async (admin) => {
        await admin`drop database ${admin(name)} with (force)`;
      });
    },
  };
}

async function administer(work: (admin: Database) => Promise<void>): Promise<void> {
  const url = new URL(cluster);
  url.pathname = "/postgres";
  const admin = connect(url.href, { max: 1, applicationName: "test" });
  try {
    await work(admin);
  } finally {
    await admin.end({ timeout: 5 });
  }
}

async function startForThisFile(): Promise<string> {
  const postgres = await startTestPostgres();
  Deno.test.afterAll(() => postgres.stop());
  return postgres.url;
}
