import { withCompression } from "./compression.ts";
import { withLastingFonts } from "./lasting_fonts.ts";
import { withRetryAfter } from "./retry_after.ts";
import { type Fetch, type SecuritySettings, withSecurityHeaders } from "./security_headers.ts";

/** What the web does to every answer of the app, whoever serves it: the process, and the tests. */
export function atTheEdge(app: Fetch, settings: SecuritySettings): Fetch {
  return withCompression(withLastingFonts(withRetryAfter(withSecurityHeaders(app, settings))));
}
