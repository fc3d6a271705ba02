import { existsSync } from "node:fs";
import type { AppHandler } from "./app.ts";
import type { ListenOptions } from "./types.ts";

/** URL paths of what reloads pages in development. */
export const DEV_SCRIPT_PATH = "/_fresh/reload.js";
const DEV_EVENTS_PATH = "/_fresh/changes";

/** What to serve and watch. */
export interface DevelopmentOptions {
  handler: AppHandler;
  /** Folders whose changes are rebuilt. */
  watched: string[];
  rebuild: () => Promise<void>;
  options: ListenOptions;
}

/** Serves an app whose pages reload when a watched file or the server process changes. */
export async function serveDevelopment(
  development: DevelopmentOptions,
): Promise<void> {
  const { onListen, ...options } = development.options;
  const changes = new EventTarget();
  const server = Deno.serve({
    ...options,
    onListen: onListen ?? (({ hostname, port }) => {
      console.log(`Listening on http://${hostname}:${port}/ (development)`);
    }),
  }, (req, info) => {
    const { pathname } = new URL(req.url);
    if (pathname.endsWith(DEV_SCRIPT_PATH)) {
      return new Response(RELOAD_SCRIPT, {
        headers: { "content-type": "text/javascript; charset=utf-8" },
      });
    }
    if (pathname.endsWith(DEV_EVENTS_PATH)) return changeEvents(changes);
    return development.handler(
      req,
      info as Deno.ServeHandlerInfo<Deno.NetAddr>,
    );
  });
  const watcher = watcherOf(development.watched);
  const watching = rebuildOnChange(watcher, development.rebuild, changes);
  await server.finished;
  watcher.close();
  await watching;
}

/** The first event names this process; a page that has seen another one is out of date. */
const PROCESS_ID = crypto.randomUUID();

const RELOAD_SCRIPT = `let seen;
new EventSource(import.meta.url.replace(${JSON.stringify(DEV_SCRIPT_PATH)}, ${
  JSON.stringify(DEV_EVENTS_PATH)
}))
  .addEventListener("message", ({ data }) => {
    if (seen !== undefined && seen !== data) location.reload();
    seen = data;
  });
`;

function changeEvents(changes: EventTarget): Response {
  const ended = new AbortController();
  const body = new ReadableStream<string>({
    start(controller) {
      controller.enqueue(`retry: 300\ndata: ${PROCESS_ID}\n\n`);
      changes.addEventListener("change", () => {
        controller.enqueue(`data: ${crypto.randomUUID()}\n\n`);
      }, { signal: ended.signal });
    },
    cancel() {
      ended.abort();
    },
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    },
  });
}

function watcherOf(folders: string[]): Deno.FsWatcher {
  return Deno.watchFs(folders.filter((folder) => existsSync(folder)));
}

/** Editors write a file in several steps: this long after the last one it is complete. */
const QUIET_MS = 50;

async function rebuildOnChange(
  watcher: Deno.FsWatcher,
  rebuild: () => Promise<void>,
  changes: EventTarget,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const event of watcher) {
    if (event.kind === "access") continue;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        await rebuild();
        changes.dispatchEvent(new Event("change"));
      } catch (error) {
        // a half-written island: the next save tries again
        console.error(error);
      }
    }, QUIET_MS);
  }
  clearTimeout(timer);
}
