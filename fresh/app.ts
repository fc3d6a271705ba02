import { Context, type Layout, surround, type Surroundings } from "./context.ts";
import { type ParsedRouteFile, parseRouteFiles } from "./file_routes.ts";
import { HttpError } from "./http_error.ts";
import { callComponent } from "./render.ts";
import { Router, type RouterEntry } from "./router.ts";
import type { BuildSnapshot } from "./snapshot.ts";
import type {
  FreshConfig,
  HandlerFn,
  LayoutConfig,
  ListenOptions,
  Method,
  Middleware,
  PageResponse,
  ResolvedFreshConfig,
  Route,
  RouteComponent,
  RouteConfig,
} from "./types.ts";

/** What `App.handler` returns: what `Deno.serve` and tests call. */
export type AppHandler = (
  req: Request,
  info?: Deno.ServeHandlerInfo,
) => Promise<Response>;

/** Gives an app what the Builder found out. */
export let setBuildSnapshot: (app: App<never>, snapshot: BuildSnapshot) => void;

/** Runs what is left of a request's chain. */
type Step<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** What the folders of the routes, and path prefixes, put round the routes in them. */
interface Layer<State> {
  middlewares: Middleware<State>[];
  layouts: Layout[];
  error: Route<State> | null;
  notFound: Route<State> | null;
}

/** What answers a pattern. */
interface Target<State> {
  methods: Map<string, Step<State>>;
  anyMethod: Step<State> | null;
  otherMethods: Step<State>;
  surroundings: Surroundings;
}

type Command<State> =
  | { kind: "middleware"; path: string; middlewares: Middleware<State>[] }
  | { kind: "layout"; path: string; layout: Layout }
  | { kind: "appWrapper"; component: RouteComponent<never, never> }
  | { kind: "error" | "notFound"; path: string; route: Route<State> }
  | {
    kind: "handlers";
    path: string;
    method: Method | null;
    middlewares: Middleware<State>[];
  }
  | { kind: "route"; path: string; route: Route<State> }
  | { kind: "fsRoutes"; path: string };

/** An app: middlewares, routes and pages, in the order in which they are added. */
export class App<State> {
  readonly config: ResolvedFreshConfig;
  #commands: Command<State>[] = [];
  #snapshot: BuildSnapshot | null = null;

  static {
    setBuildSnapshot = (app, snapshot) => {
      app.#snapshot = snapshot;
    };
  }

  constructor(config: FreshConfig = {}) {
    this.config = {
      basePath: (config.basePath ?? "").replace(/\/+$/, ""),
      mode: config.mode ?? "production",
      trustProxy: config.trustProxy ?? false,
    };
  }

  /** Adds middlewares for the routes that are added after them, for all or those under a path. */
  use(...middlewares: Middleware<State>[]): this;
  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(first?: string | Middleware<State>, ...rest: Middleware<State>[]): this {
    const path = typeof first === "string" ? first : "*";
    const middlewares = typeof first === "function" ? [first, ...rest] : rest;
    return this.#add({ kind: "middleware", path: prefixOf(path), middlewares });
  }

  get(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#add({ kind: "handlers", path, method: "GET", middlewares });
  }

  post(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#add({ kind: "handlers", path, method: "POST", middlewares });
  }

  patch(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#add({ kind: "handlers", path, method: "PATCH", middlewares });
  }

  put(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#add({ kind: "handlers", path, method: "PUT", middlewares });
  }

  delete(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#add({ kind: "handlers", path, method: "DELETE", middlewares });
  }

  head(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#add({ kind: "handlers", path, method: "HEAD", middlewares });
  }

  /** Answers every method. */
  all(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#add({ kind: "handlers", path, method: null, middlewares });
  }

  /** Adds a route with a page. */
  route(path: string, route: Route<State>, config?: RouteConfig): this {
    return this.#add({
      kind: "route",
      path,
      route: config ? { ...route, config } : route,
    });
  }

  /** Adds the files of the routes folder here, under a path. */
  fsRoutes(pattern = "*"): this {
    return this.#add({ kind: "fsRoutes", path: prefixOf(pattern) });
  }

  /** Sets what goes round every page: the `<html>` element. */
  appWrapper(component: RouteComponent<unknown, State>): this {
    return this.#add({
      kind: "appWrapper",
      component: component as unknown as RouteComponent<never, never>,
    });
  }

  /** Puts a layout round the pages under a path. */
  layout(
    path: string,
    component: RouteComponent<unknown, State>,
    config: LayoutConfig = {},
  ): this {
    const layout = {
      component: component as unknown as RouteComponent<never, never>,
      config,
    };
    return this.#add({ kind: "layout", path: prefixOf(path), layout });
  }

  /** Answers errors thrown under a path. */
  onError(path: string, handler: Middleware<State> | Route<State>): this {
    return this.#add({
      kind: "error",
      path: prefixOf(path),
      route: routeOf(handler),
    });
  }

  /** Answers what no route matches, and thrown 404s. */
  notFound(handler: Middleware<State> | Route<State>): this {
    return this.#add({ kind: "notFound", path: "", route: routeOf(handler) });
  }

  #add(command: Command<State>): this {
    this.#commands.push(command);
    return this;
  }

  /** Compiles the app: one chain of functions a route and method. */
  handler(): AppHandler {
    const { config } = this;
    const snapshot = this.#snapshot;
    const compiled = new Compilation<State>(this.#commands, config, snapshot);
    const router = new Router(compiled.entries);
    const { unmatched } = compiled;

    return async function handle(req, info = LOCAL_INFO) {
      const url = urlOf(req, config);
      const found = router.match(url.pathname);
      const target = found?.target ?? unmatched;
      const ctx = new Context<State>({
        config,
        req,
        url,
        info,
        route: found?.pattern ?? null,
        params: found?.params ?? {},
        surroundings: target.surroundings,
        snapshot,
      });
      let response: Response;
      try {
        response = await stepFor(req.method, target)(ctx);
      } catch (error) {
        response = plainErrorResponse(error);
      }
      if (req.method !== "HEAD" || response.body === null) return response;
      await response.body.cancel();
      return new Response(null, response);
    };
  }

  /** Serves the app until it is stopped. */
  async listen(options: ListenOptions = {}): Promise<void> {
    const { onListen, ...serveOptions } = options;
    await Deno.serve({
      ...serveOptions,
      onListen: onListen ?? (({ hostname, port }) => {
        console.log(
          `Listening on http://${hostname}:${port}${this.config.basePath}/`,
        );
      }),
    }, this.handler()).finished;
  }
}

const LOCAL_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 0 },
  completed: Promise.resolve(),
};

function urlOf(req: Request, config: ResolvedFreshConfig): URL {
  const url = new URL(req.url);
  if (config.trustProxy) {
    const protocol = req.headers.get("x-forwarded-proto");
    const host = req.headers.get("x-forwarded-host");
    if (protocol === "http" || protocol === "https") url.protocol = protocol;
    if (host !== null) url.host = host;
  }
  return url;
}

function stepFor<State>(method: string, target: Target<State>): Step<State> {
  return target.methods.get(method) ??
    (method === "HEAD" ? target.methods.get("GET") : undefined) ??
    target.anyMethod ?? target.otherMethods;
}

/** The answer where no error page took the error. */
function plainErrorResponse(error: unknown): Response {
  if (error instanceof HttpError && error.status < 500) {
    return new Response(error.message, { status: error.status });
  }
  console.error(error);
  return new Response("Internal Server Error", {
    status: error instanceof HttpError ? error.status : 500,
  });
}

/** Turns the commands of an app into chains. */
class Compilation<State> {
  readonly entries: RouterEntry<Target<State>>[] = [];
  readonly unmatched: Target<State>;
  #config: ResolvedFreshConfig;
  #appWrapper: RouteComponent<never, never> | null = null;
  #layers = new Map<string, Layer<State>>();
  #targets = new Map<string, Target<State>>();

  constructor(
    commands: Command<State>[],
    config: ResolvedFreshConfig,
    snapshot: BuildSnapshot | null,
  ) {
    this.#config = config;
    const fileRoutes = commands.some(({ kind }) => kind === "fsRoutes")
      ? parseRouteFiles(routesOf(snapshot))
      : [];
    // pages of errors and layouts hold for the routes before them too, middlewares do not
    for (const command of commands) this.#surround(command);
    for (const file of fileRoutes) this.#surroundByFile(file);
    for (const command of commands) {
      switch (command.kind) {
        case "middleware":
          this.#layer(command.path).middlewares.push(...command.middlewares);
          break;
        case "handlers":
          this.#addHandlers(command);
          break;
        case "route":
          this.#addRoute(command.path, command.route, []);
          break;
        case "fsRoutes":
          this.#addFiles(command.path, fileRoutes);
          break;
      }
    }
    this.unmatched = this.#target([this.#layer("")], () => {
      throw new HttpError(404);
    });
  }

  #surround(command: Command<State>): void {
    if (command.kind === "appWrapper") this.#appWrapper = command.component;
    if (command.kind === "layout") {
      this.#layer(command.path).layouts.push(command.layout);
    }
    if (command.kind === "error") {
      this.#layer(command.path).error = command.route;
    }
    if (command.kind === "notFound") this.#layer("").notFound = command.route;
  }

  #surroundByFile({ kind, folders, module }: ParsedRouteFile): void {
    const layer = this.#layer(folderKey(folders));
    const component = module["default"] as RouteComponent<never, never>;
    if (kind === "app") this.#appWrapper = component;
    if (kind === "layout") {
      layer.layouts.push({
        component,
        config: (module["config"] ?? {}) as LayoutConfig,
      });
    }
    if (kind === "error") layer.error = routeOfModule(module);
    if (kind === "notFound") layer.notFound = routeOfModule(module);
  }

  #layer(key: string): Layer<State> {
    let layer = this.#layers.get(key);
    if (layer === undefined) {
      layer = { middlewares: [], layouts: [], error: null, notFound: null };
      this.#layers.set(key, layer);
    }
    return layer;
  }

  #addFiles(path: string, files: ParsedRouteFile[]): void {
    for (const { kind, folders, module } of files) {
      if (kind !== "middleware") continue;
      const given = module["default"] ?? module["handler"] ??
        module["handlers"];
      const middlewares = [given].flat() as Middleware<State>[];
      this.#layer(folderKey(folders)).middlewares.push(...middlewares);
    }
    for (const { kind, folders, pattern, module } of files) {
      if (kind !== "route") continue;
      const route = routeOfModule<State>(module);
      this.#addRoute(
        route.config?.routeOverride ?? joinPaths(path, pattern),
        route,
        folders,
      );
    }
  }

  #addHandlers(command: Command<State> & { kind: "handlers" }): void {
    const middlewares = command.middlewares.slice(0, -1);
    const last = command.middlewares.at(-1);
    if (last === undefined) {
      throw new TypeError(`No handler was given for ${command.path}`);
    }
    const layers = this.#layersOf(command.path, []);
    const target = this.#targetOf(command.path, layers);
    const step = this.#chain(layers, compose(middlewares, last));
    if (command.method === null) {
      target.anyMethod ??= step;
    } else if (!target.methods.has(command.method)) {
      target.methods.set(command.method, step);
    }
  }

  #addRoute(path: string, route: Route<State>, folders: string[]): void {
    const layers = this.#layersOf(path, folders);
    const target = this.#targetOf(path, layers);
    const { handler, component } = route;
    if (typeof handler === "function") {
      target.anyMethod ??= this.#chain(layers, answer(route, handler));
      return;
    }
    const handlers = Object.entries(handler ?? {}) as [
      Method,
      HandlerFn<unknown, State>,
    ][];
    for (const [method, handle] of handlers) {
      if (target.methods.has(method)) continue;
      target.methods.set(method, this.#chain(layers, answer(route, handle)));
    }
    if (component !== undefined && !target.methods.has("GET")) {
      target.methods.set(
        "GET",
        this.#chain(layers, (ctx) => renderRoute(ctx, route, {})),
      );
    }
  }

  /** The layers round a route, outermost first: the root, path prefixes, the file's folders. */
  #layersOf(path: string, folders: string[]): Layer<State>[] {
    const prefixes = [...this.#layers.keys()]
      .filter((key) => key.startsWith("/") && (path === key || path.startsWith(`${key}/`)))
      .sort((a, b) => a.length - b.length);
    const keys = folders.map((_, index) => folderKey(folders.slice(0, index + 1)));
    // copied, since middlewares that are added later don't hold for this route
    return ["", ...prefixes, ...keys].filter((key) => key === "" || this.#layers.has(key))
      .map((key) => ({
        ...this.#layer(key),
        middlewares: [...this.#layer(key).middlewares],
      }));
  }

  #targetOf(path: string, layers: Layer<State>[]): Target<State> {
    const pattern = joinPaths(this.#config.basePath, path);
    let target = this.#targets.get(pattern);
    if (target === undefined) {
      const methods = new Map<string, Step<State>>();
      target = {
        ...this.#target(layers, () => methodNotAllowed(methods)),
        methods,
      };
      this.#targets.set(pattern, target);
      this.entries.push({ pattern, target });
    }
    return target;
  }

  #target(layers: Layer<State>[], otherMethods: Step<State>): Target<State> {
    return {
      methods: new Map(),
      anyMethod: null,
      otherMethods: this.#chain(layers, otherMethods),
      surroundings: this.#surroundings(layers),
    };
  }

  #surroundings(layers: Layer<State>[]): Surroundings {
    return {
      appWrapper: this.#appWrapper,
      layouts: layers.flatMap((layer) => layer.layouts),
    };
  }

  #chain(layers: Layer<State>[], last: Step<State>): Step<State> {
    let step = last;
    for (const [index, layer] of [...layers.entries()].toReversed()) {
      step = compose(layer.middlewares, step);
      if (layer.error !== null || layer.notFound !== null) {
        step = errorBoundary(
          step,
          layer,
          this.#surroundings(layers.slice(0, index + 1)),
        );
      }
    }
    return step;
  }
}

/** Each middleware's `ctx.next()` runs the next one, the last one's runs `last`. */
function compose<State>(
  middlewares: Middleware<State>[],
  last: Step<State>,
): Step<State> {
  return middlewares.reduceRight<Step<State>>(
    (following, middleware) =>
      function run(ctx) {
        ctx.next = async () => await following(ctx);
        return middleware(ctx);
      },
    last,
  );
}

function errorBoundary<State>(
  inner: Step<State>,
  layer: Layer<State>,
  surroundings: Surroundings,
): Step<State> {
  return async function catchError(ctx) {
    try {
      return await inner(ctx);
    } catch (error) {
      const isMissing = error instanceof HttpError && error.status === 404;
      const page = isMissing ? layer.notFound ?? layer.error : layer.error;
      if (page === null) throw error;
      ctx.error = error;
      surround(ctx as never, surroundings);
      return await answerError(ctx, page);
    }
  };
}

async function answerError<State>(
  ctx: Context<State>,
  page: Route<State>,
): Promise<Response> {
  const status = ctx.error instanceof HttpError ? ctx.error.status : 500;
  const handle = typeof page.handler === "function"
    ? page.handler
    : page.handler?.[ctx.req.method as Method] ?? page.handler?.GET;
  const result = handle === undefined ? { data: undefined } : await handle(ctx);
  if (result instanceof Response) return result;
  return await renderRoute(ctx, page, { status, ...result });
}

function answer<State>(
  route: Route<State>,
  handle: HandlerFn<unknown, State>,
): Step<State> {
  return async function answerRequest(ctx) {
    const result = await handle(ctx);
    if (result instanceof Response) return result;
    if (route.component === undefined) {
      throw new TypeError(
        `${ctx.route}: the handler gave data, but the route has no page`,
      );
    }
    ctx.data = result?.data;
    return await renderRoute(ctx, route, result ?? {});
  };
}

async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  result: Partial<PageResponse<unknown>>,
): Promise<Response> {
  if ("data" in result) ctx.data = result.data;
  const content = await callComponent(
    route.component as unknown as RouteComponent<never, never>,
    ctx,
    () => null,
  );
  if (content instanceof Response) return content;
  const init: ResponseInit = {
    ...(result.status === undefined ? {} : { status: result.status }),
    ...(result.headers === undefined ? {} : { headers: result.headers }),
  };
  return await ctx.render(content, init, route.config ?? {});
}

/** RFC 9110, 15.5.6: a 405 names the methods that are answered. */
function methodNotAllowed(methods: Map<string, unknown>): Response {
  const allowed = new Set(methods.keys());
  if (allowed.has("GET")) allowed.add("HEAD");
  return new Response("Method Not Allowed", {
    status: 405,
    headers: { allow: [...allowed].join(", ") },
  });
}

function routesOf(snapshot: BuildSnapshot | null): BuildSnapshot["routes"] {
  if (snapshot !== null) return snapshot.routes;
  throw new Error(
    "App.fsRoutes() needs a build: serve _fresh/server.js, or apply what Builder.build() returns",
  );
}

function routeOfModule<State>(module: Record<string, unknown>): Route<State> {
  const { default: component, config } = module;
  const handler = module["handler"] ?? module["handlers"];
  return { component, handler, config } as Route<State>;
}

function routeOf<State>(
  handler: Middleware<State> | Route<State>,
): Route<State> {
  return typeof handler === "function" ? { handler } : handler;
}

/** Layers of folders and of URL paths share a map: paths begin with a slash, folders don't. */
function folderKey(folders: string[]): string {
  return folders.join("/");
}

/** "*" and "/" stand for everything (""), "/a/*" for what is under "/a". */
function prefixOf(path: string): string {
  return path.replace(/\/?\*$/, "").replace(/\/$/, "");
}

function joinPaths(base: string, path: string): string {
  const joined = base + (path.startsWith("/") ? path : `/${path}`);
  return joined.length > 1 ? joined.replace(/\/$/, "") : joined;
}
