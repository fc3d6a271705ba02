import { App, HttpError, staticFiles } from "fresh";
import type { Logger } from "./logging.ts";
import { formToken, readGuardedForm } from "./web/form_guard.ts";
import { clientAddress } from "./web/client_address.ts";
import { cookieName, readCookies, setCookie } from "./web/cookies.ts";
import { isDatabaseAway } from "./web/database_away.ts";
import { pageOf } from "./web/wanted_page.ts";
import { appOptions } from "./fresh.config.ts";
import type { Site, State } from "./state.ts";
import type { UseCases } from "./use_cases/mod.ts";

export interface AppParts {
  useCases: UseCases;
  site: Site;
  /** Key of the form tokens. */
  serverKey: string;
  logger: Logger;
  /** Proxies of our own before the web; none unless told. */
  trustedProxies?: number;
}

/** The cabinet's app: who asks, what they may send, then the routes. */
export function createApp(parts: AppParts): App<State> {
  const { useCases, site, serverKey, logger, trustedProxies = 0 } = parts;
  const app = new App<State>(appOptions);
  const ownOrigin = new URL(site.publicUrl).origin;

  app.use(async (ctx) => {
    const start = performance.now();
    const { method } = ctx.req;
    // The route's pattern instead of the path: ids stay out of the logs.
    const route = ctx.route ?? "(none)";
    const answered = (status: number) => ({
      method,
      route,
      status,
      ms: Math.round(performance.now() - start),
    });
    try {
      const response = await ctx.next();
      logger.info("answered", answered(response.status));
      return response;
    } catch (error) {
      const told = isDatabaseAway(error) ? new HttpError(503, "database", { cause: error }) : error;
      const status = told instanceof HttpError ? told.status : 500;
      if (status < 500) logger.info("answered", answered(status));
      else logger.error("failed", { ...answered(status), error });
      throw told;
    }
  });

  app.use(staticFiles());

  app.use(async (ctx) => {
    const { state, req, url, info } = ctx;
    state.useCases = useCases;
    state.site = site;
    state.secure = site.publicUrl.startsWith("https:");
    state.now = useCases.now();
    state.ip = clientAddress(req, info, trustedProxies);
    state.userAgent = req.headers.get("user-agent");
    state.cookies = readCookies(req.headers.get("cookie"));
    state.setCookies = [];

    const session = state.cookies.get(cookieName("session", state.secure)) ?? "";
    const cookie = state.cookies.get(cookieName("form", state.secure));
    const formCookie = cookie ?? crypto.randomUUID();
    if (cookie === undefined) {
      state.setCookies.push(setCookie({ name: "form", value: formCookie, secure: state.secure }));
    }
    state.csrfToken = await formToken(serverKey, { formCookie, session });
    state.owner = session ? await useCases.readSession(session) : null;

    if (req.method === "POST" && !url.pathname.startsWith("/hooks/")) {
      // A development machine has several names; in use, the name is not the request's to choose.
      const guarded = await readGuardedForm(req, {
        origins: state.secure ? [ownOrigin] : [url.origin, ownOrigin],
        token: state.csrfToken,
        uploads: state.owner?.kind === "staff",
      });
      if (!guarded.ok) throw new HttpError(REFUSED[guarded.reason], guarded.reason);
      state.form = guarded.form;
    }

    const response = await ctx.next();
    // Who reloads a refused form, or comes back to its address, asks for where forms alone go.
    const page = pageOf(url.pathname);
    if (response.status === 405 && req.method === "GET" && page !== url.pathname) {
      return ctx.redirect(page, 303);
    }
    for (const header of state.setCookies) response.headers.append("set-cookie", header);
    return response;
  });

  return app.fsRoutes();
}

/** Why a form was not taken, as a status; the error page has the words for each reason. */
const REFUSED = { origin: 403, token: 403, too_large: 413, unreadable: 400 } as const;
