import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect, type Database } from "../../db/connection.ts";
import { freePort } from "../ports.ts";
import { passingName, sweepPassing } from "./passing.ts";
import { memoryFolder } from "./memory.ts";
import { ensureDatabase, migrate, type Postgres, startPostgres } from "./postgres.ts";

/** A cluster for tests, with a migrated template in it. */
export interface TestPostgres {
  /** The superuser's address, and in its path the template: what TEST_POSTGRES_URL holds. */
  url: string;
  stop(): Promise<void>;
}

export interface TestPostgresOptions {
  /** Measurements want a disk; tests want memory, where there is enough. */
  place?: "memory" | "disk";
}

const MIGRATIONS = new URL("../../db/migrations/", import.meta.url);
const DATA = fileURLToPath(new URL("../../.data/", import.meta.url));
/** Never used itself: every run has a copy of its own. */
const SEED = join(DATA, "test-postgres");
/** Names the template that the seed holds, once it is whole. */
const STAMP = `${SEED}.template`;

/** Starts a cluster of our own: a copy of the migrated one that is kept in .data. */
export async function startTestPostgres(
  { place = "memory" }: TestPostgresOptions = {},
): Promise<TestPostgres> {
  const template = `template_${hashOfMigrations()}`;
  const name = passingName("postgres");
  const directory = join((place === "memory" ? memoryFolder() : null) ?? DATA, name);
  const logFile = join(DATA, `${name}.log`);
  try {
    await copySeed(template, directory);
    const postgres = await start(directory, logFile);
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
    rmSync(directory, { recursive: true, force: true });
    rmSync(logFile, { force: true });
  }
}

/** One makes the seed anew where migrations have changed; the others wait for it. */
async function copySeed(template: string, directory: string): Promise<void> {
  mkdirSync(DATA, { recursive: true });
  using lock = await Deno.open(join(DATA, "test-postgres.lock"), { create: true, write: true });
  await lock.lock(true);
  sweepPassing([DATA, memoryFolder()]);
  if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== template) await makeSeed(template);
  // With its owner, who is not root even where we are.
  execFileSync("cp", ["-a", SEED, directory]);
}

async function makeSeed(template: string): Promise<void> {
  rmSync(STAMP, { force: true });
  const postgres = await start(SEED, `${SEED}.log`);
  try {
    await makeTemplate(postgres, template);
  } finally {
    await postgres.part.stop();
  }
  writeFileSync(STAMP, template);
}

/** Nothing in it survives a crash, and needs to. */
function start(directory: string, logFile: string): Promise<Postgres> {
  return startPostgres({
    directory,
    port: { port: freePort(), setting: "TEST_POSTGRES_PORT", purpose: "the tests' database" },
    password: "test",
    logFile,
    settings: [
      "fsync=off",
      "synchronous_commit=off",
      "full_page_writes=off",
      "wal_level=minimal",
      "max_wal_senders=0",
      "max_wal_size=128MB",
      "min_wal_size=32MB",
      "max_connections=300",
    ],
  });
}

/** Migrates once for every set of migrations; drops the earlier ones. */
async function makeTemplate(postgres: Postgres, template: string): Promise<void> {
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
