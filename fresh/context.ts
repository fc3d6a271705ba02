import type { ComponentChildren, FunctionComponent } from "preact";
import type { BuildSnapshot } from "./snapshot.ts";
import type { LayoutConfig, ResolvedFreshConfig, RouteComponent } from "./types.ts";
import { renderResponse } from "./render.ts";

/** A layout with its options. */
export interface Layout {
  component: RouteComponent<never, never>;
  config: LayoutConfig;
}

/** What surrounds a rendered page: the app wrapper and the layouts, outermost first. */
export interface Surroundings {
  appWrapper: RouteComponent<never, never> | null;
  layouts: Layout[];
}

/** What an app gives to the contexts that it makes. */
export interface ContextInit {
  config: ResolvedFreshConfig;
  req: Request;
  url: URL;
  info: Deno.ServeHandlerInfo;
  route: string | null;
  params: Record<string, string>;
  surroundings: Surroundings;
  snapshot: BuildSnapshot | null;
}

/** The snapshot that a context's app runs on. */
export let snapshotOf: (ctx: Context<never>) => BuildSnapshot | null;
/** Replaces what a page rendered from here on is put into. */
export let surround: (ctx: Context<never>, surroundings: Surroundings) => void;

/** One request on its way through middlewares, handler and page. */
export class Context<State> {
  readonly config: ResolvedFreshConfig;
  readonly url: URL;
  readonly req: Request;
  /** The pattern of the matched route, null where none matched. */
  readonly route: string | null;
  /** Groups of the matched pattern, still percent-encoded. */
  readonly params: Record<string, string>;
  readonly info: Deno.ServeHandlerInfo;
  /** What middlewares hand on; empty at first. */
  readonly state: State = {} as State;
  /** What the handler gave to the page. */
  data: unknown = undefined;
  /** What was thrown, on an error page. */
  error: unknown = null;
  readonly isPartial: boolean = false;
  /** In an async layout or app wrapper: what it goes round. */
  Component: FunctionComponent = () => null;
  /** Runs the rest of the chain. An error there is thrown here. */
  next: () => Promise<Response> = () => Promise.reject(new Error("ctx.next() has nothing to run"));

  #surroundings: Surroundings;
  #snapshot: BuildSnapshot | null;

  static {
    snapshotOf = (ctx) => ctx.#snapshot;
    surround = (ctx, surroundings) => {
      ctx.#surroundings = surroundings;
    };
  }

  constructor(init: ContextInit) {
    this.config = init.config;
    this.url = init.url;
    this.req = init.req;
    this.route = init.route;
    this.params = init.params;
    this.info = init.info;
    this.#surroundings = init.surroundings;
    this.#snapshot = init.snapshot;
  }

  /**
   * Answers with a redirect. Runs of slashes in a path become one, so that a path taken from the
   * request can't lead to another site.
   */
  redirect(pathOrUrl: string, status = 302): Response {
    const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(pathOrUrl) ?? [];
    const safe = /^[\\/]/.test(path) ? path.replace(/[\\/]+/g, "/") : path;
    const location = (safe + rest).replace(
      /[^\x20-\x7e]+/g,
      encodeURIComponent,
    );
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX inside the route's layouts and the app wrapper. */
  render(
    vnode: ComponentChildren,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    return renderResponse({
      ctx: this,
      vnode,
      init,
      config,
      surroundings: this.#surroundings,
      snapshot: this.#snapshot,
    });
  }

  /** Answers with plain text. */
  text(content: string, init: ResponseInit = {}): Response {
    return typed(content, "text/plain; charset=utf-8", init);
  }

  /** Answers with HTML that is a string already. */
  html(content: string, init: ResponseInit = {}): Response {
    return typed(content, "text/html; charset=utf-8", init);
  }

  /** Answers with JSON. */
  json(content: unknown, init: ResponseInit = {}): Response {
    return Response.json(content, init);
  }

  /** Answers with chunks as they come; strings are sent as UTF-8. */
  stream(
    chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
    init: ResponseInit = {},
  ): Response {
    const encoder = new TextEncoder();
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        yield typeof chunk === "string" ? encoder.encode(chunk) : chunk;
      }
    }
    return new Response(ReadableStream.from(bytes()), init);
  }

  /** Turns the request into a WebSocket. */
  upgrade(options: Deno.UpgradeWebSocketOptions = {}): Deno.WebSocketUpgrade {
    return Deno.upgradeWebSocket(this.req, options);
  }
}

function typed(
  content: string,
  contentType: string,
  init: ResponseInit,
): Response {
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", contentType);
  return new Response(content, { ...init, headers });
}
