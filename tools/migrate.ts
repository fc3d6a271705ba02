// Brings the database to the newest migration: deno task migrate
import { migrate } from "./provision/postgres.ts";
import { runningOrEnv } from "./running.ts";
import { runEntry } from "./setup_error.ts";

await runEntry(() => {
  migrate(runningOrEnv().databaseUrl);
  console.log("The database is up to date.");
  return Promise.resolve(0);
});
