import { App, staticFiles } from "fresh";
import { formToken, readGuardedForm } from "./web/form_guard.ts";
import { cookieName, readCookies, setCookie } from "./web/cookies.ts";
import { refusalPage } from "./web/refusal.tsx";
import { appOptions } from "./fresh.config.ts";
import type { Site, State } from "./state.ts";
import type { UseCases } from "./use_cases/mod.ts";

export interface AppParts {
  useCases: UseCases;
  site: Site;
  /** Key of the form tokens. */
  serverKey: string;
  /** Tells of an answer; no personal data is in it. */
  log: (entry: { method: string; route: string; status: number; ms: number }) => void;
}

/** The cabinet's app: who asks, what they may send, then the routes. */
export function createApp({ useCases, site, serverKey, log }: AppParts): App<State> {
  const app = new App<State>(appOptions);

  app.use(async (ctx) => {
    const start = performance.now();
    const response = await ctx.next();
    const { method } = ctx.req;
    // The route's pattern instead of the path: ids stay out of the logs.
    const route = ctx.route ?? "(none)";
    log({ method, route, status: response.status, ms: Math.round(performance.now() - start) });
    return response;
  });

  app.use(staticFiles());

  app.use(async (ctx) => {
    const { state, req, url, info } = ctx;
    state.useCases = useCases;
    state.site = site;
    state.secure = site.publicUrl.startsWith("https:");
    state.now = useCases.now();
    state.ip = "hostname" in info.remoteAddr ? info.remoteAddr.hostname : "unknown";
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
      const guarded = await readGuardedForm(req, {
        origins: [url.origin, new URL(site.publicUrl).origin],
        token: state.csrfToken,
        uploads: state.owner?.kind === "staff",
      });
      if (!guarded.ok) return ctx.render(refusalPage(guarded.reason), { status: 403 });
      state.form = guarded.form;
    }

    const response = await ctx.next();
    for (const header of state.setCookies) response.headers.append("set-cookie", header);
    return response;
  });

  return app.fsRoutes();
}
