import { createHash } from "node:crypto";
import { SetupError } from "./setup_error.ts";

/** What a start keeps for one pair of a database and a Temporal server. */
export interface Pairing {
  /** The database in our own cluster. */
  database: string;
  /** The file of our own Temporal server, inside .data. */
  temporalFile: string;
  /** Stands, inside .data, while demo data are being made. */
  seeding: string;
}

/**
 * Cases are told apart by the database's ids: two databases on one Temporal server would take each
 * other's cases for their own. So where one server is somebody's own (`DATABASE_URL`,
 * `TEMPORAL_ADDRESS`), the half that we run keeps a file or a database for it alone.
 */
export function pairingOf(env: Record<string, string | undefined>): Pairing {
  const database = env.DATABASE_URL ? databaseOf(env.DATABASE_URL) : null;
  const temporal = env.TEMPORAL_ADDRESS
    ? `${env.TEMPORAL_ADDRESS}/${env.TEMPORAL_NAMESPACE || "default"}`
    : null;
  const both = database === null && temporal === null ? "" : mark(`${database} ${temporal}`, "-");
  return {
    database: temporal === null ? "fifth" : `fifth${mark(temporal, "_")}`,
    temporalFile: `temporal${database === null ? "" : mark(database, "-")}.db`,
    seeding: `seeding${both}`,
  };
}

function databaseOf(address: string): string {
  if (!URL.canParse(address) || !/^postgres(ql)?:\/\/./.test(address)) {
    throw new SetupError(
      "DATABASE_URL is no address of a Postgres database: " +
        "it looks like postgres://USER:PASSWORD@HOST:5432/DATABASE.",
    );
  }
  const { host, pathname } = new URL(address);
  return host + pathname;
}

function mark(server: string, separator: string): string {
  return separator + createHash("sha256").update(server).digest("hex").slice(0, 8);
}
