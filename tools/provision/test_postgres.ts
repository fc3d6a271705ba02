import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Database } from "../../db/connection.ts";
import { freePort } from "../ports.ts";
import { ensureDatabase, migrate, type Postgres, startPostgres } from "./postgres.ts";

/** A cluster for tests, with a migrated template in it. */
export interface TestPostgres {
  /** The superuser's address, and in its path the template: what TEST_POSTGRES_URL holds. */
  url: string;
  stop(): Promise<void>;
}

const MIGRATIONS = new URL("../../db/migrations/", import.meta.url);
const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * Starts the tests' own cluster: kept in .data between runs, or a passing one
 * while another run holds that. Nothing in it survives a crash, and needs to.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  mkdirSync(join(ROOT, ".data"), { recursive: true });
  const lock = await Deno.open(join(ROOT, ".data/test-postgres.lock"), {
    create: true,
    write: true,
  });
  const kept = await lock.tryLock(true);
  const directory = kept ? join(ROOT, ".data/test-postgres") : passingDirectory();
  try {
    const postgres = await startPostgres({
      directory: kept ? directory : join(directory, "postgres"),
      port: { port: freePort(), setting: "TEST_POSTGRES_PORT", purpose: "the tests' database" },
      password: "test",
      logFile: `${directory}.log`,
      settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
    });
    const template = await makeTemplate(postgres).catch(async (error) => {
      await postgres.part.stop();
      throw error;
    });
    return {
      url: postgres.adminUrl(template),
      async stop() {
        await postgres.part.stop();
        cleanUp();
      },
    };
  } catch (error) {
    cleanUp();
    throw error;
  }

  function cleanUp(): void {
    lock.close();
    if (kept) return;
    rmSync(directory, { recursive: true, force: true });
    rmSync(`${directory}.log`, { force: true });
  }
}

function passingDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "fifth-test-"));
  Deno.chmodSync(directory, 0o755); // the server may run as another user
  return directory;
}

/** Migrates once for every set of migrations; drops what earlier runs left. */
async function makeTemplate(postgres: Postgres): Promise<string> {
  const template = `template_${hashOfMigrations()}`;
  const sql = connect(postgres.adminUrl("postgres"), { max: 1 });
  try {
    const databases = await sql<{ datname: string }[]>`
      select datname from pg_database where datname like 'test\\_%' or datname like 'template\\_%'
    `;
    const ready = databases.some(({ datname }) => datname === template);
    for (const { datname } of databases) {
      if (datname !== template) await sql`drop database ${sql(datname)} with (force)`;
    }
    if (!ready) await migrateTemplate(postgres, { sql, template });
  } finally {
    await sql.end();
  }
  return template;
}

/** Under another name until it is whole, so that a broken migration leaves no half template. */
async function migrateTemplate(
  postgres: Postgres,
  { sql, template }: { sql: Database; template: string },
): Promise<void> {
  const draft = "test_draft";
  await ensureDatabase(postgres, draft);
  migrate(postgres.url(draft));
  await sql`alter database ${sql(draft)} rename to ${sql(template)}`;
}

function hashOfMigrations(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(MIGRATIONS).sort()) {
    hash.update(name).update(readFileSync(new URL(name, MIGRATIONS)));
  }
  return hash.digest("hex").slice(0, 12);
}
