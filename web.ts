import { config, logger, sql } from "./main.ts";
import { withSecurityHeaders } from "./web/security_headers.ts";

// Written by `deno task build`; it serves the app that main.ts exports.
const built = new URL("./_fresh/server.js", import.meta.url).href;
const { default: server } = await import(built);

const fetch = withSecurityHeaders(server.fetch, {
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
