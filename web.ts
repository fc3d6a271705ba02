import { config, logger, sql } from "./main.ts";
import { atTheEdge } from "./web/edge.ts";

// Written by `deno task build`; it serves the app that main.ts exports. Named outright, it and all
// that it imports load before permissions are asked: the process may read `_fresh` and `static` alone.
// @ts-ignore A checkout has it only once it is built.
const { default: server } = await import("./_fresh/server.js");

const fetch = atTheEdge(server.fetch, {
  bankOrigin: config.paymentPageOrigin,
  secure: config.publicUrl.startsWith("https:"),
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, async () => {
    logger.info("stopping", { reason: signal });
    await sql.end({ timeout: 5 });
    Deno.exit(0);
  });
}

export default { fetch };
