import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
const DATA = fileURLToPath(new URL("../../.data/", import.meta.url));
const PASSING = "test-passing-";

/**
 * Starts the tests' own cluster: kept in .data between runs, or a passing one
 * while another run holds that. Nothing in it survives a crash, and needs to.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  mkdirSync(DATA, { recursive: true });
  const lock = await Deno.open(join(DATA, "test-postgres.lock"), {
    create: true,
    write: true,
  });
  const kept = await lock.tryLock(true);
  if (kept) sweepPassing();
  const directory = kept ? join(DATA, "test-postgres") : passingDirectory();
  try {
    const postgres = await startPostgres({
      directory,
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

/** Named by our process, so that a later run knows whether it is still needed. */
function passingDirectory(): string {
  return join(DATA, `${PASSING}${process.pid}-${crypto.randomUUID().slice(0, 8)}`);
}

/** Removes the passing clusters of runs that were killed before they could. */
function sweepPassing(): void {
  for (const name of readdirSync(DATA)) {
    if (!name.startsWith(PASSING) || isAlive(parseInt(name.slice(PASSING.length)))) continue;
    rmSync(join(DATA, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
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
