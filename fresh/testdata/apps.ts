import { App, staticFiles } from "fresh";
import { Builder } from "fresh/dev";
import type { State } from "./state.ts";

/** Asks an app by path, without a network. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** The fixture app, built in memory. */
export async function builtFixture(): Promise<Ask> {
  const app = new App<State>()
    .use((ctx) => {
      ctx.state.trail = ["main"];
      return ctx.next();
    })
    .use(staticFiles())
    .fsRoutes();
  const apply = await new Builder({ root: import.meta.dirname! }).build({
    snapshot: "memory",
  });
  apply(app);
  return asking(app);
}

export function asking<S>(app: App<S>): Ask {
  const handler = app.handler();
  return (path, init) => handler(new Request(`http://localhost${path}`, init));
}
